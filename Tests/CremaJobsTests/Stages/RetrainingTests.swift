import CremaJobs
import CremaProto
import Testing

@Suite struct RetrainingTests {
    /// The names of a network's layers that fine-tuning changes.
    private func renamed(_ network: StandardNetwork) throws -> [String] {
        let before = try parsed(network.prototxt).message.layer
        let after = try parsed(try parsed(network.prototxt).retraining()).message.layer
        #expect(before.count == after.count)
        return zip(before, after).filter { $0 != $1 }.map(\.1.name)
    }

    @Test func `the last InnerProduct starts anew, and nothing else`() throws {
        #expect(try renamed(.leNet) == ["ip2_retrain"])
        #expect(try renamed(.alexNet) == ["fc8_retrain"])
        #expect(try renamed(.regressionLeNet) == ["ip2_retrain"])
    }

    @Test func `so does the Convolution that makes the scores`() throws {
        #expect(try renamed(.squeezeNet) == ["conv10_retrain"])
    }

    @Test func `so does each of several classifiers, as all have the old classes`() throws {
        #expect(
            try renamed(.googLeNet) == [
                "loss1/classifier_retrain", "loss2/classifier_retrain", "loss3/classifier_retrain",
            ]
        )
    }

    @Test func `a number of outputs that was written down is that of the new data set`() throws {
        let text = """
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
              inner_product_param { num_output: 7 } }
            layer { name: "features" type: "InnerProduct" bottom: "data" top: "features"
              inner_product_param { num_output: 5 } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
            """
        let nets = try NetworkStages(
            try parsed(try parsed(text).retraining()),
            task: ClassificationTask(),
            dataset: mnist(),
            options: NetworkOptions()
        )
        let layers = nets.trainVal.layer.filter { $0.type == "InnerProduct" }
        #expect(layers.map(\.name) == ["ip_retrain", "features"])
        #expect(layers.map(\.innerProductParam.numOutput) == [10, 5])
    }
}

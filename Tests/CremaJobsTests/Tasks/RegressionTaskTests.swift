import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import Testing

@Suite struct RegressionTaskTests {
    private let task = RegressionTask()
    private let dataset = DatasetFolder(
        path: "/data/road",
        width: 28,
        height: 28,
        channels: 1,
        trainCount: 90,
        valCount: 10,
        targets: .values(["angle", "speed"])
    )

    private func nets(_ text: String, _ options: NetworkOptions = .init()) throws -> NetworkStages {
        try NetworkStages(try parsed(text), task: task, dataset: dataset, options: options)
    }

    private func text(_ product: String = "", loss: String = "EuclideanLoss") -> String {
        """
        layer {
          name: "images" type: "Data" top: "data" top: "label"
          data_param { batch_size: 5 rand_skip: 3 }
        }
        layer {
          name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
          inner_product_param { \(product) }
        }
        layer { name: "loss" type: "\(loss)" bottom: "ip" bottom: "label" top: "loss" }
        """
    }

    @Test func `images and values are read by two layers in step`() throws {
        var options = NetworkOptions()
        options.cropSize = 20
        let layers = try nets(text(), options).trainVal.layer
        #expect(
            layers.map(\.type) == ["Data", "Data", "Data", "Data", "InnerProduct", "EuclideanLoss"]
        )
        #expect(layers[..<4].map(\.top) == [["data"], ["label"], ["data"], ["label"]])
        #expect(
            layers[..<4].map(\.dataParam.source)
                == [
                    "train_db", "train_labels_db", "val_db", "val_labels_db",
                ].map { "/data/road/\($0)" }
        )
        #expect(layers[..<4].map(\.dataParam.batchSize) == [5, 5, 5, 5])
        #expect(layers[..<4].allSatisfy { !$0.dataParam.hasRandSkip })
        #expect(layers[0].transformParam.cropSize == 20)
        #expect(!layers[1].hasTransformParam)
        #expect(layers[..<4].map { $0.include[0].phase } == [.train, .train, .test, .test])
    }

    @Test func `the last product has an output for each value, and the deploy net no loss`() throws
    {
        let nets = try nets(text())
        #expect(nets.trainVal.layer[4].innerProductParam.numOutput == 2)
        #expect(nets.deploy.layer.map(\.type) == ["Input", "InnerProduct"])
    }

    @Test func `another number of outputs is refused`() throws {
        #expect(
            throws: PrototxtError.self,
            performing: { try nets(text("num_output: 3")) }
        )
        let error = #expect(throws: PrototxtError.self) { try nets(text("num_output: 1")) }
        #expect(
            error?.description.hasSuffix(
                #""num_output" is 1, but the data set has 2 values; leave it out"#
            ) == true
        )
    }

    @Test func `a net without a loss is pointed to EuclideanLoss`() throws {
        let error = #expect(throws: PrototxtError.self) {
            try nets(text("num_output: 2", loss: "Eltwise"))
        }
        #expect(error?.description.contains("a regression ends in EuclideanLoss") == true)
    }

    @Test func `its LeNet predicts the values of an image`() throws {
        let nets = try nets(StandardNetwork.regressionLeNet.prototxt)
        #expect(nets.warnings == [])
        let net = try Net(nets.deploy, phase: .test)
        try net.forward()
        #expect(try #require(net.blob("ip2")).shape == [1, 2])
    }

    @Test func `a data set of classes is refused`() {
        #expect(!task.learns(from: .classes(["a"])))
        #expect(task.learns(from: dataset.targets))
        #expect(!ClassificationTask().learns(from: dataset.targets))
    }
}

import CremaData
import CremaJobs
import CremaProto
import Foundation
import Testing

@Suite struct NetworkStagesTests {
    private func make(
        _ text: String,
        _ dataset: DatasetFolder = mnist(),
        _ options: NetworkOptions = NetworkOptions()
    ) throws -> NetworkStages {
        try NetworkStages(
            try parsed(text),
            task: ClassificationTask(),
            dataset: dataset,
            options: options
        )
    }

    /// The sentence that making the nets ends with.
    private func sentence(
        _ text: String,
        _ dataset: DatasetFolder = mnist(),
        _ options: NetworkOptions = NetworkOptions()
    ) -> String {
        do {
            _ = try make(text, dataset, options)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private let tail = """
        layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }

        """

    @Test func `adds Data layers if there are none, and fills them in`() throws {
        let nets = try make(tail)
        let data = nets.trainVal.layer.filter { $0.type == "Data" }
        #expect(data.map(\.top) == [["data", "label"], ["data", "label"]])
        #expect(data.map { $0.include[0].phase } == [.train, .test])
        #expect(data.map(\.dataParam.source) == ["/data/mnist/train_db", "/data/mnist/val_db"])
        #expect(data.allSatisfy { $0.dataParam.backend == .lmdb && $0.dataParam.batchSize == 16 })
        #expect(data[0].transformParam.meanFile == "/data/mnist/mean.binaryproto")
    }

    @Test func `a form's batch and crop override the prototxt's`() throws {
        let text = """
            layer { name: "d" type: "Data" top: "data" top: "label" include { stage: "train" }
              transform_param { crop_size: 20 mirror: true } data_param { batch_size: 8 } }

            """ + tail
        let own = try make(text)
        #expect((own.trainBatch, own.valBatch ?? 0) == (8, 8))
        #expect(own.deploy.layer[0].inputParam.shape[0].dim == [1, 1, 20, 20])
        #expect(own.trainVal.layer[0].transformParam.mirror)
        #expect(!own.trainVal.layer[1].transformParam.mirror)
        let form = try make(text, mnist(), NetworkOptions(batchSize: 5, cropSize: 12))
        #expect((form.trainBatch, form.valBatch ?? 0) == (5, 5))
        #expect(form.trainVal.layer[1].transformParam.cropSize == 12)
    }

    @Test func `a prototxt's crop that is too large is cut down with a warning`() throws {
        let nets = try make(
            """
            layer { name: "d" type: "Data" top: "data" top: "label"
                    transform_param { crop_size: 227 } }

            """ + tail
        )
        #expect(nets.deploy.layer[0].inputParam.shape[0].dim == [1, 1, 28, 28])
        #expect(
            nets.warnings.map(\.english) == [
                "Layer \"d\" crops to 227 pixels, and the images have 28: the crop is 28."
            ]
        )
    }

    @Test func `without validation images there is no net for them`() throws {
        let nets = try make(
            tail
                + "layer { name: \"a\" type: \"Accuracy\" bottom: \"ip\" bottom: \"label\" "
                + "top: \"a\" include { stage: \"val\" } }",
            mnist(valCount: 0)
        )
        #expect(nets.trainVal.layer.map(\.name) == ["data", "ip", "loss"])
        #expect(nets.valBatch == nil)
    }

    @Test func `a net in the older format selects layers by phase`() throws {
        let nets = try make(
            """
            name: "Old"
            layers { name: "d" type: DATA top: "data" top: "label" data_param { batch_size: 64 }
              include: { phase: TRAIN } }
            layers { name: "v" type: DATA top: "data" top: "label" data_param { batch_size: 100 }
              include: { phase: TEST } }
            layers { name: "ip" type: INNER_PRODUCT bottom: "data" top: "ip" }
            layers { name: "acc" type: ACCURACY bottom: "ip" bottom: "label" top: "acc"
              include: { phase: TEST } }
            layers { name: "loss" type: SOFTMAX_LOSS bottom: "ip" bottom: "label" top: "loss" }
            """
        )
        #expect(nets.trainVal.layer.map(\.name) == ["d", "v", "ip", "acc", "loss"])
        #expect((nets.trainBatch, nets.valBatch ?? 0) == (64, 100))
        #expect(nets.deploy.layer.map(\.name) == ["data", "ip", "softmax"])
        #expect(nets.deploy.layer[2].bottom == ["ip"])
    }

    @Test func `train_val distinguishes its nets by phase alone`() throws {
        let nets = try make(StandardNetwork.leNet(withPythonLayer: "Blank"))
        for rule in nets.trainVal.layer.flatMap({ $0.include + $0.exclude }) {
            #expect(rule.hasPhase && rule.stage.isEmpty && rule.notStage.isEmpty)
        }
        #expect(nets.deploy.layer.allSatisfy { $0.include.isEmpty && $0.exclude.isEmpty })
        #expect(nets.deploy.layer.contains { $0.type == "Python" })
    }

    @Test func `an Accuracy over as many classes as there are is removed`() throws {
        let nets = try make(
            tail + "layer { name: \"top5\" type: \"Accuracy\" bottom: \"ip\" bottom: \"label\" "
                + "top: \"top5\" accuracy_param { top_k: 5 } include { stage: \"val\" } }",
            mnist(classCount: 5)
        )
        #expect(!nets.trainVal.layer.contains { $0.name == "top5" })
        #expect(
            nets.warnings.map(\.english) == [
                "Layer \"top5\" is left out: all 5 classes are among the top 5."
            ]
        )
    }

    @Test func `means by pixel come from the data set's mean image`() throws {
        try withTemporaryFolder { folder in
            let mean = MeanImage(channels: 1, height: 1, width: 2, values: [10, 30])
            try AtomicFile.write(path: "\(folder.path)/mean.binaryproto", mean.bytes)
            let nets = try make(tail, mnist(path: folder.path), NetworkOptions(mean: .pixel))
            #expect(nets.trainVal.layer[0].transformParam.meanValue == [20])
            #expect(!nets.trainVal.layer[0].transformParam.hasMeanFile)
        }
    }

    // MARK: What is refused

    private let train = "layer { name: \"d\" type: \"Data\" top: \"data\" top: \"label\""

    @Test func `a source of the user's own is refused with its line and column`() {
        let found = sentence("\(train)\n  data_param { source: \"x\" } }\n" + tail)
        #expect(
            found == "net.prototxt:2:16: layer \"d\": \"source\" comes from the chosen data set; "
                + "leave it out"
        )
    }

    @Test func `layers that cannot read a data set are refused`() {
        let found = sentence(
            "layer { name: \"m\" type: \"MemoryData\" top: \"data\" top: \"label\" }\n" + tail
        )
        #expect(
            found == "net.prototxt:1:19: layer \"m\": MemoryData cannot read a data set of images; "
                + "use the type \"Data\""
        )
    }

    @Test func `two Data layers of one net are refused`() {
        let found = sentence("\(train) }\n\(train) }\n" + tail)
        #expect(
            found
                == "net.prototxt:2:1: layer \"d\": the train net has a Data layer already, \"d\"; "
                + "it takes one"
        )
    }

    @Test func `a Data layer for validation only is refused`() {
        let found = sentence("\(train) include { stage: \"val\" } }\n" + tail)
        #expect(
            found
                == "net.prototxt:1:1: layer \"d\": validation has a Data layer, training has none; "
                + "give both one"
        )
    }

    @Test func `a net without a loss is refused`() {
        let found = sentence(
            "layer { name: \"ip\" type: \"InnerProduct\" bottom: \"data\" top: \"ip\" }"
        )
        #expect(
            found == "net.prototxt: no layer is a loss, so that nothing can be learned; a "
                + "classification ends in SoftmaxWithLoss on its last blob and \"label\""
        )
    }

    @Test func `only the last InnerProduct may leave out its number of outputs`() {
        let found = sentence(
            """
            layer { name: "ip0" type: "InnerProduct" bottom: "data" top: "ip0"
              inner_product_param { } }
            layer { name: "relu" type: "ReLU" bottom: "ip0" top: "ip0" }
            layer { name: "ip" type: "InnerProduct" bottom: "ip0" top: "ip" }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" }
            """
        )
        #expect(
            found == "net.prototxt:2:3: layer \"ip0\": \"num_output\" is missing; only the last "
                + "InnerProduct, which gets the number of classes, may leave it out"
        )
    }

    @Test func `fewer outputs than classes are refused`() {
        let found = sentence(
            """
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
              inner_product_param { num_output: 9 } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" }
            """
        )
        #expect(
            found
                == "net.prototxt:2:25: layer \"ip\": \"num_output\" is 9, but the data set has 10 "
                + "classes; leave it out"
        )
    }

    @Test func `a deploy net without its images is refused with what to add`() {
        let found = sentence(
            """
            layer { name: "d" type: "Data" top: "scaled" top: "label" }
            layer { name: "ip" type: "InnerProduct" bottom: "scaled" top: "ip" }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" }
            """
        )
        #expect(
            found
                == "net.prototxt:2:41: layer \"ip\": the deploy net has no blob \"scaled\" for it, "
                + "as its images are in \"data\"; call the Data layers' top \"data\", "
                + "or add a layer from \"data\" to \"scaled\" with include { stage: \"deploy\" }"
        )
    }

    @Test func `a crop larger than the images is an error of the form`() {
        let found = sentence(tail, mnist(), NetworkOptions(cropSize: 29))
        #expect(found == "crop_size: The images are 28 x 28; crop to 1 to 28 pixels.")
    }

    @Test func `rules of both kinds on a layer are refused`() {
        let found = sentence(
            "\(train)\n  include { stage: \"train\" }\n  exclude { stage: \"val\" } }\n" + tail
        )
        #expect(
            found == "net.prototxt:3:3: layer \"d\": a layer has include rules or exclude rules, "
                + "not both"
        )
    }
}

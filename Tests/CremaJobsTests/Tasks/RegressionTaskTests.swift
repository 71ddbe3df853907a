import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import CremaRuns
import Foundation
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

    private let inHDF5 = DatasetFolder(
        path: "/data/road",
        width: 28,
        height: 28,
        channels: 1,
        trainCount: 90,
        valCount: 10,
        targets: .values(["angle", "speed"]),
        backend: .hdf5
    )

    @Test func `a data set in HDF5 is read by HDF5Data, and scaled by a layer`() throws {
        var options = NetworkOptions()
        options.batchSize = 7
        let nets = try NetworkStages(
            try parsed(StandardNetwork.regressionLeNet.prototxt),
            task: task,
            dataset: inHDF5,
            options: options
        )
        let layers = nets.trainVal.layer
        #expect(layers[..<4].map(\.type) == ["HDF5Data", "Power", "HDF5Data", "Power"])
        #expect(layers[..<4].map { $0.include[0].phase } == [.train, .train, .test, .test])
        let readers = [layers[0], layers[2]]
        #expect(readers.map(\.top) == [["data", "label"], ["data", "label"]])
        #expect(
            readers.map(\.hdf5DataParam.source)
                == ["/data/road/train_h5.txt", "/data/road/val_h5.txt"]
        )
        #expect(readers.map(\.hdf5DataParam.shuffle) == [true, false])
        #expect(readers.map(\.hdf5DataParam.batchSize) == [7, 7])
        #expect(!readers.contains { $0.hasTransformParam || $0.hasDataParam })
        #expect(layers[1].bottom == ["data"] && layers[1].top == ["scaled"])
        #expect(layers[1].powerParam.scale == 0.0125)
        #expect(nets.deploy.layer.map(\.type).prefix(3) == ["Input", "Power", "Convolution"])
        #expect(nets.trainBatch == 7)
    }

    @Test func `what HDF5Data cannot do is refused where it was requested`() throws {
        func refusal(_ text: String, _ change: (inout NetworkOptions) -> Void = { _ in }) -> String
        {
            var options = NetworkOptions()
            change(&options)
            do {
                let net = try parsed(text)
                _ = try NetworkStages(net, task: task, dataset: inHDF5, options: options)
                return "nothing"
            } catch { return "\(error)" }
        }
        #expect(refusal(text()) == "nothing")
        #expect(refusal(text()) { $0.mean = .pixel }.hasPrefix("use_mean: "))
        #expect(refusal(text()) { $0.cropSize = 20 }.hasPrefix("crop_size: "))
        let mirrored = text().replacing(
            "data_param",
            with: "transform_param { scale: 2 mirror: true } data_param"
        )
        #expect(refusal(mirrored).contains("leave \"scale\" alone here"))
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

    @Test func `a model without a job's description is read as its data set suggests`() throws {
        let reading = try withTemporaryFolder { folder in
            let description = """
                {"width": 4, "height": 4, "channels": 1, "resizeMode": "squash",
                 "counts": {"train": 3, "val": 0}, "valueRanges": [{"min": 0, "max": 1}]}
                """
            let net = """
                layer {
                  name: "data" type: "Data" top: "data"
                  data_param { source: "\(folder.path)/train_db" }
                }
                """
            let files = [
                "dataset.json": description, "labels.txt": "angle\n",
                "snapshot_iter_1.caffemodel": "", "train_val.prototxt": net,
            ]
            for (name, text) in files {
                try Data(text.utf8).write(to: folder.appendingPathComponent(name))
            }
            let model = JobFolder(url: folder)
            return try ModelJob.inference(of: model, image: "x.png", output: "seen").reading
        }
        guard case .values(let names) = reading else {
            Issue.record("read as classes")
            return
        }
        #expect(names == ["angle"])
    }

    @Test func `a data set of classes is refused`() {
        #expect(!task.learns(from: .classes(["a"])))
        #expect(task.learns(from: dataset.targets))
        #expect(!ClassificationTask().learns(from: dataset.targets))
    }
}

import CremaJobs
import CremaProto
import Foundation
import Testing

@Suite struct ModelExportTests {
    /// A trained model in `model`, its data set in `data`; runs a body on the model's folder.
    private func withModel(
        cropSize: Int? = nil,
        _ body: (JobFolder) throws -> Void
    ) throws {
        try withTemporaryFolder { parent in
            let data = JobFolder(url: parent.appendingPathComponent("data"))
            try data.begin(Job(.dataset(DatasetSettings(name: "digits", MNISTDataset()))))
            let json = """
                {"width": 28, "height": 28, "channels": 1, "counts": {"train": 100, "val": 20}}
                """
            try write(json, "dataset.json", in: data)
            try write((0..<10).map { "\($0)\n" }.joined(), "labels.txt", in: data)
            try write("the mean", "mean.binaryproto", in: data)
            let model = JobFolder(url: parent.appendingPathComponent("model"))
            var settings = ModelSettings(name: "squares", dataset: "data")
            settings.images.cropSize = cropSize
            try model.begin(Job(.model(settings)))
            try ModelJob.prepare(
                folder: model.path,
                settings: settings,
                network: StandardNetwork.leNet(withPythonLayer: "BlankSquareLayer"),
                pythonLayers: "edited since\n",
                dataset: DatasetFolder(path: data.path)
            )
            try write("weights", "snapshot_iter_7.caffemodel", in: model)
            try write("other weights", "snapshot_iter_14.caffemodel", in: model)
            try body(model)
        }
    }

    private func write(_ text: String, _ name: String, in folder: JobFolder) throws {
        try Data(text.utf8).write(to: folder.file(name))
    }

    private func export(_ model: JobFolder) throws -> ModelExport {
        try ModelExport(of: model, snapshot: "snapshot_iter_7.caffemodel", epoch: 0.5)
    }

    private func text(_ name: String, of export: ModelExport) throws -> String {
        switch try #require(export.files[name]) {
        case .text(let text): text
        case .file(let file): try String(contentsOf: file, encoding: .utf8)
        }
    }

    @Test func `contains all that a model needs, and the one snapshot`() throws {
        try withModel { model in
            try write("for Python 3", "digits_python_layers_corrected.py", in: model)
            #expect(
                try export(model).files.keys.sorted() == [
                    "deploy.prototxt", "digits_python_layers.py",
                    "digits_python_layers_corrected.py", "info.json", "labels.txt",
                    "mean.binaryproto", "original.prototxt", "snapshot_iter_7.caffemodel",
                    "solver.prototxt", "train_val.prototxt",
                ]
            )
        }
    }

    @Test func `contains the layer file that the snapshot was trained with`() throws {
        try withModel { model in
            #expect(try text("digits_python_layers.py", of: export(model)) == "edited since\n")
            try write("as trained", "snapshot_iter_7.digits_python_layers.py", in: model)
            try write("later", "snapshot_iter_14.digits_python_layers.py", in: model)
            #expect(try text("digits_python_layers.py", of: export(model)) == "as trained")
        }
    }

    @Test func `contains no path of this machine`() throws {
        try withModel { model in
            let export = try export(model)
            let parent = model.url.deletingLastPathComponent().path
            for name in export.files.keys {
                #expect(try !text(name, of: export).contains(parent))
            }
            let net = try NetParameter.read(
                text: text("train_val.prototxt", of: export),
                file: "train_val.prototxt"
            )
            let data = net.message.layer.filter { $0.type == "Data" }
            #expect(data.map(\.dataParam.source) == ["train_db", "val_db"])
            #expect(data.allSatisfy { $0.transformParam.meanFile == "mean.binaryproto" })
            let solver = try SolverParameter.read(
                text: text("solver.prototxt", of: export),
                file: "solver.prototxt"
            )
            #expect(solver.message.net == "train_val.prototxt")
            #expect(solver.message.snapshotPrefix == "snapshot")
        }
    }

    @Test func `info.json lists the files and how images are prepared`() throws {
        try withModel(cropSize: 24) { model in
            let json = try text("info.json", of: export(model))
            let info = try #require(
                try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
            )
            #expect(info["image dimensions"] as? [Int] == [28, 28, 1])
            #expect(info["crop size"] as? Int == 24)
            #expect(info["epoch"] as? Double == 0.5)
            for (key, value) in [
                "name": "squares", "framework": "caffe", "image resize mode": "squash",
                "mean subtraction": "image", "mean file": "mean.binaryproto",
                "labels file": "labels.txt", "snapshot file": "snapshot_iter_7.caffemodel",
                "model file": "original.prototxt", "deploy file": "deploy.prototxt",
                "train_val file": "train_val.prototxt", "solver file": "solver.prototxt",
                "python layer file": "digits_python_layers.py",
            ] {
                #expect(info[key] as? String == value)
            }
        }
    }

    @Test func `writes its files into a folder`() throws {
        try withModel { model in
            let export = try export(model)
            let folder = model.file("out")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try export.write(to: folder)
            let out = JobFolder(url: folder)
            for name in export.files.keys {
                let written = try String(contentsOf: out.file(name), encoding: .utf8)
                #expect(try written == text(name, of: export))
            }
        }
    }

    @Test func `reports that the data set or the mean is missing, and where it was`() throws {
        try withModel { model in
            let data = model.url.deletingLastPathComponent().appendingPathComponent("data")
            try FileManager.default.removeItem(at: data.appendingPathComponent("mean.binaryproto"))
            var error = #expect(throws: JobError.self) { try export(model) }
            #expect(error?.description.hasPrefix("\(data.path)/mean.binaryproto, the mean") == true)
            try FileManager.default.removeItem(at: data)
            error = #expect(throws: JobError.self) { try export(model) }
            #expect(error?.description.hasPrefix("\(data.path), the data set that") == true)
            #expect(error?.description.hasSuffix("put the folder back") == true)
        }
    }
}

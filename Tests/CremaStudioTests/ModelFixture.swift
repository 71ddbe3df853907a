import CremaData
import CremaEvents
import CremaJobs
import Foundation

@testable import CremaStudio

extension Studio {
    /// A finished data set of grey images without its databases, as far as forms look into it.
    func makeDataset(_ name: String = "MNIST", status: JobEvent.Status = .done) async throws
        -> String
    {
        let job = Job(.dataset(DatasetSettings(name: name, MNISTDataset())))
        try await store.create(job)
        let folder = store.jobFolder(job.id)
        let description = """
            {"width": 28, "height": 28, "channels": 1, "resizeMode": "squash",
             "counts": {"train": 1000, "val": 200}, "classCounts": {"train": [], "val": []}}
            """
        try Data(description.utf8).write(to: folder.file("dataset.json"))
        let labels = (0..<10).map { "\($0)\n" }.joined()
        try Data(labels.utf8).write(to: folder.file("labels.txt"))
        try await store.setStatus(status, of: job.id)
        return job.id
    }

    /// A finished data set of twelve grey images of 4 x 4 pixels in two classes, with its database.
    func makePictures() async throws -> String {
        let id = try await makeDataset("Pictures")
        let folder = store.jobFolder(id)
        let description = """
            {"width": 4, "height": 4, "channels": 1, "resizeMode": "squash",
             "counts": {"train": 12, "val": 0}, "classCounts": {"train": [6, 6], "val": [0, 0]}}
            """
        try Data(description.utf8).write(to: folder.file("dataset.json"))
        try Data("bright\ndark\n".utf8).write(to: folder.file("labels.txt"))
        let database = try LMDB.create(path: folder.file("train_db").path)
        for number in 0..<12 {
            let record = ImageRecord(
                channels: 1,
                height: 4,
                width: 4,
                values: .bytes((0..<16).map { UInt8((number * 20 + $0 * 7) % 256) }),
                target: .label(number % 2)
            )
            let key = Array(String(format: "%08d", number).utf8)
            try database.put(key: key, value: record.bytes)
        }
        try database.finish()
        return id
    }
}

enum Sample {
    static let layerFile = """
        import caffe

        class BlankSquareLayer(caffe.Layer):
            def setup(self, bottom, top): pass
            def reshape(self, bottom, top): top[0].reshape(*bottom[0].data.shape)
            def forward(self, bottom, top): top[0].data[...] = bottom[0].data / 2
            def backward(self, top, propagate_down, bottom): pass

        """

    static let network = StandardNetwork.leNet(withPythonLayer: "BlankSquareLayer")
}

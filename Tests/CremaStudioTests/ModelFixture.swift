import CremaData
import CremaJobs
import Foundation

@testable import CremaStudio

extension Studio {
    /// A finished data set of grey images without its databases, as far as forms look into it.
    func makeDataset(_ name: String = "MNIST", status: JobEvent.Status = .done) async throws
        -> String
    {
        let job = Job(kind: .dataset, name: name, settings: ["method": "mnist"])
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

import CremaData
import CremaJobs
import CremaProto
import TestSupport

/// The `dataset.json` of a data set, on which the files of a model are made.
struct DatasetFormat: FileFormat {
    static let name = "dataset"
    let samples: [[UInt8]] = [
        """
        {"width": 28, "height": 28, "channels": 1, "resizeMode": "squash",
         "counts": {"train": 6000, "val": 1000},
         "classCounts": {"train": [3000, 3000], "val": [500, 500]}}
        """
    ].map { Array($0.utf8) }
    let pieces = JSONPieces.all
    private let folder: TemporaryFolder
    private let network = """
        layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("labels.txt", Array("a\nb\n".utf8))
    }

    func read(_ path: String) throws {
        try folder.write("dataset.json", FileBytes.read(path: path))
        _ = try Dataset(folder: folder.path)
        try ModelJob.prepare(
            folder: folder.path,
            form: ["use_mean": "none", "batch_accumulation": "1000"],
            network: network,
            pythonLayers: nil,
            dataset: DatasetFolder(path: folder.path)
        )
    }
}

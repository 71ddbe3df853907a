import CremaData
import CremaJobs
import CremaProto
import Glibc
import TestSupport

/// The `dataset.json` of a data set, on which the files of a model are made.
struct DatasetFormat: FileFormat {
    static let name = "dataset"
    let isOfNumbers = true
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
        rename(path, folder("dataset.json"))
        _ = try Dataset(folder: folder.path)
        let dataset = try DatasetFolder(path: folder.path)
        let stages = try NetworkStages(
            NetParameter.read(text: network, file: "network"),
            task: ClassificationTask(),
            dataset: dataset,
            options: NetworkOptions(mean: .none)
        )
        let amounts = SolverSettings.Amounts(
            trainImages: dataset.trainCount,
            trainBatch: stages.trainBatch,
            valImages: dataset.valCount,
            valBatch: stages.valBatch
        )
        _ = SolverSettings().solver(amounts, folder: folder.path)
    }
}

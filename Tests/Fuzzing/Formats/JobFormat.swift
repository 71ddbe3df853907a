import CremaJobs
import CremaRuns
import Foundation
import TestSupport

/// The `job.json` of a model, from which its solver and its nets would be made.
struct JobFormat: FileFormat {
    static let name = "job"
    let isOfNumbers = true
    let samples: [[UInt8]] = [
        """
        {"id": "20161124-101530-ab12", "kind": "model", "name": "LeNet", "created": 1479982530.25,
         "settings": {"model_name": "LeNet", "dataset": "20161124-101500-ab11", "train_epochs": "3",
          "batch_size": "64", "snapshot_interval": "0.5", "val_interval": "1", "lr_policy": "step",
          "lr_step_size": "33", "lr_step_gamma": "0.1", "learning_rate": "0.01", "crop_size": "20",
          "random_seed": "1", "batch_accumulation": "2", "use_mean": "none"}}
        """,
        """
        {"id": "a", "kind": "model", "name": "", "created": 0,
         "settings": {"lr_policy": "multistep", "lr_multistep_values": "50, 85", "train_epochs": "1000000",
          "solver_type": "RMSProp", "rms_decay": "0.99"}}
        """,
    ].map { Array($0.utf8) }
    let pieces = JSONPieces.all
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func read(_ path: String) throws {
        let place = JobFolder(url: URL(fileURLWithPath: folder.path))
        try Data(contentsOf: URL(fileURLWithPath: path)).write(to: place.file("job.json"))
        let job = try place.job()
        _ = Date(year1To9999: job.created).formatted(.iso8601)
        let settings = job.model ?? ModelSettings()
        let batch = settings.images.batchSize ?? 16
        let amounts = SolverSettings.Amounts(
            trainImages: .max,
            trainBatch: batch,
            valImages: .max,
            valBatch: batch
        )
        _ = settings.solver.solver(amounts, folder: folder.path)
        _ = try RunDescription(job.run(in: place)).json()
    }
}

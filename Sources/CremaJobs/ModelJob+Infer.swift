import CremaProto
public import CremaRuns
import Foundation

extension ModelJob {
    /// The run that tests an image with a model's snapshot.
    ///
    /// - Parameters:
    ///   - folder: The model's folder.
    ///   - image: The image's file.
    ///   - snapshot: An iteration, or a file in the folder or elsewhere; nil for the newest.
    ///   - output: The folder for the results.
    /// - Returns: The run, which does not visualize yet.
    /// - Throws: `JobError` where there is no such snapshot, or the data set is gone.
    public static func inference(
        of folder: JobFolder,
        image: String,
        snapshot: String? = nil,
        output: String
    ) throws -> InferRun {
        let data = try ModelData(of: folder)
        let (dataset, transform) = (data.dataset, data.transform)
        var preparation = InferRun.Preparation(
            width: dataset.width,
            height: dataset.height,
            channels: dataset.channels,
            resizeMode: dataset.resizeMode
        )
        if transform.hasMeanFile { preparation.meanFile = transform.meanFile }
        preparation.meanValues = transform.meanValue
        if transform.cropSize > 0 { preparation.cropSize = Int(transform.cropSize) }
        return InferRun(
            model: folder.file("deploy.prototxt").path,
            weights: try weights(snapshot, of: folder),
            image: image,
            reading: try task(of: folder, on: dataset).reading(of: dataset),
            preparation: preparation,
            output: output
        )
    }

    /// The data set that a model learned from.
    ///
    /// Throws `JobError` where it is gone.
    public static func dataset(of folder: JobFolder) throws -> DatasetFolder {
        try ModelData(of: folder).dataset
    }

    /// The task of a model; if its folder has no `job.json`, as `crema train` makes it, the task
    /// that learns from such a data set.
    private static func task(
        of folder: JobFolder,
        on dataset: DatasetFolder
    ) throws -> any ImageTask {
        guard !folder.has("job.json") else { return try folder.job().task }
        let all = ImageTaskCatalog.all
        return all.first { $0.learns(from: dataset.targets) } ?? all[0]
    }

    private static func weights(_ snapshot: String?, of folder: JobFolder) throws -> String {
        let snapshots = folder.snapshots()
        guard let snapshot else {
            guard let newest = snapshots.last else {
                throw JobError(Phrase("job_error.no_snapshot_yet", ["folder": folder.path]))
            }
            return folder.file(newest.name).path
        }
        if let known = snapshots.first(where: {
            "\($0.iteration)" == snapshot || $0.name == snapshot
        }) {
            return folder.file(known.name).path
        }
        guard FileManager.default.fileExists(atPath: snapshot) else {
            let known = snapshots.map { "\($0.iteration)" }.joined(separator: ", ")
            throw JobError(
                Phrase(
                    "job_error.no_snapshot",
                    ["folder": folder.path, "snapshot": snapshot, "known": known]
                )
            )
        }
        return snapshot
    }
}

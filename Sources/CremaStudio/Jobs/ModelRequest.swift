import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// A model that a form requests, with everything checked that does not need its data set.
struct ModelRequest: Sendable {
    var settings: ModelSettings
    var network: String
    var layerFile: LayerFile?
    /// The group that the job is listed in.
    var group = ""
    /// The weights that training starts from.
    var weights: URL?

    /// Makes the job and its folder.
    ///
    /// If its data set is ready, all files are made at once, so errors show immediately. Throws
    /// `FormErrors`; then nothing is left behind.
    func create(in store: JobStore, dataset: JobSummary) async throws -> Job {
        var job = Job(.model(settings))
        // A sweep makes many in a second, whose ids differ by four digits.
        while Folder.exists(store.jobFolder(job.id).path) { job = Job(.model(settings)) }
        job.group = group
        let place = store.jobFolder(job.id)
        _ = try JobFolder.make(job, in: store.folder) { folder in
            try folder.append(.status(.initialized))
            if let weights {
                try folder.keepStartWeights(weights, ofJob: settings.method == .previous)
            }
            guard dataset.jobStatus == .done else { return try keepSources(in: folder) }
            let warnings = try ModelRequest.prepare(
                place,
                settings: settings,
                network: network,
                layerFile: layerFile?.text,
                dataset: store.jobFolder(dataset.id),
                writingTo: folder
            )
            for warning in warnings { try folder.append(.notice(warning)) }
        }
        try await store.list(job)
        return job
    }

    /// Makes the files of a model from its sources.
    static func prepare(
        _ folder: JobFolder,
        settings: ModelSettings,
        network: String,
        layerFile: String?,
        dataset: JobFolder,
        writingTo place: JobFolder? = nil
    ) throws -> [Phrase] {
        try ModelJob.prepare(
            folder: folder.path,
            settings: settings,
            network: network,
            pythonLayers: layerFile,
            dataset: DatasetFolder(path: dataset.path),
            writingTo: place?.path
        )
    }

    /// Keeps what was sent while the data set is still being built.
    private func keepSources(in folder: JobFolder) throws {
        _ = try FormErrors.naming("custom_network") {
            try NetParameter.read(text: network, file: "network").pythonLayers()
        }
        try Data(network.utf8).write(to: folder.file("original.prototxt"), options: .atomic)
        if let layerFile {
            try Data(layerFile.text.utf8).write(
                to: folder.file(PythonLayerUse.fileName),
                options: .atomic
            )
        }
    }
}

import CremaJobs
import Foundation

/// The command line that performs a job.
struct JobCommands: Sendable {
    let store: JobStore
    let program: [String]
    let python: String?

    /// The program and its arguments for a job.
    ///
    /// Throws what is wrong with the job, in words.
    func command(for job: Job, in folder: JobFolder) async throws -> [String] {
        let directory = ["--job-dir", folder.path]
        switch job.settings {
        case .dataset(let dataset):
            return program + (try dataset.command()) + directory
        case .model(let model):
            try await finish(job, model, folder)
            let solver = folder.file("solver.prototxt").path
            let interpreter = python.map { ["--python", $0] } ?? []
            let states = model.solverStates == .all ? [] : ["--keep-states", "1"]
            return program + ["train", "-solver", solver] + states + interpreter + directory
        }
    }

    /// Makes the files of a model that was waiting for its data set.
    private func finish(_ job: Job, _ model: ModelSettings, _ folder: JobFolder) async throws {
        guard !folder.has("solver.prototxt"), let dataset = job.datasetID else { return }
        func text(_ name: String) -> String? {
            try? String(contentsOf: folder.file(name), encoding: .utf8)
        }
        let warnings = try ModelRequest.prepare(
            folder,
            settings: model,
            network: text("original.prototxt") ?? "",
            layerFile: text(PythonLayerUse.fileName),
            dataset: store.jobFolder(dataset)
        )
        for words in warnings { try await store.append(.notice(words), to: job.id) }
    }
}

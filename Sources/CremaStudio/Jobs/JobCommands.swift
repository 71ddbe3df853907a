import CremaData
import CremaJobs
import CremaProto
import CremaRuns
import Foundation

/// How the program is started to perform a job.
struct JobCommands: Sendable {
    let store: JobStore
    let program: String
    let python: String?

    /// The command for a job, whose run it writes into the folder.
    ///
    /// Throws what is wrong with the job, in words.
    func command(for job: Job, in folder: JobFolder) async throws -> Command {
        if let model = job.model { try await finish(job, model, folder) }
        var performed = try job.run(in: folder)
        if var training = performed as? TrainRun,
            StudioSettings.kept(in: store.folder)?.tensorBoard == true
        {
            training.tensorBoard = folder.file("tensorboard").path
            performed = training
        }
        let run = try folder.write(performed)
        return Command(program, run: run, python: python)
    }

    /// Makes the files of a model that was waiting for its data set.
    private func finish(_ job: Job, _ model: ModelSettings, _ folder: JobFolder) async throws {
        guard !folder.has("solver.prototxt"), let dataset = job.datasetID else { return }
        func text(_ name: String) -> String? {
            // Most models have no layer file; a network without text is refused below.
            try? String(contentsOf: folder.file(name), encoding: .utf8)
        }
        let warnings = try ModelRequest.prepare(
            folder,
            settings: model,
            network: text("original.prototxt") ?? "",
            layerFile: text(PythonLayerUse.fileName),
            dataset: store.jobFolder(dataset)
        )
        for warning in warnings { try await store.append(.notice(warning), to: job.id) }
    }
}

extension Command {
    /// The program that does a run by its file, with an interpreter for layers in Python where one
    /// is named.
    init(_ program: String, run: URL, python: String?) {
        self.init(program, ["run", run.path] + (python.map { ["--python", $0] } ?? []))
    }
}

import CremaJobs
import Foundation

/// The command line that does a job.
struct JobCommands: Sendable {
    let store: JobStore
    let program: [String]
    let python: String?

    /// The program and its arguments for a job.
    ///
    /// Throws what is wrong with the job, in words.
    func command(for job: Job, in folder: JobFolder) async throws -> [String] {
        let directory = ["--job-dir", folder.path]
        switch job.kind {
        case .dataset:
            return program + (try dataset(job.settings)) + directory
        case .model:
            try await finish(job, folder)
            let solver = folder.file("solver.prototxt").path
            let interpreter = python.map { ["--python", $0] } ?? []
            let states = job.settings["solver_states"] == "all" ? [] : ["--keep-states", "1"]
            return program + ["train", "-solver", solver] + states + interpreter + directory
        }
    }

    /// Makes the files of a model that waited for its data set.
    private func finish(_ job: Job, _ folder: JobFolder) async throws {
        guard !folder.has("solver.prototxt"), let dataset = job.settings["dataset"] else { return }
        func text(_ name: String) -> String? {
            try? String(contentsOf: folder.file(name), encoding: .utf8)
        }
        let warnings = try ModelRequest.prepare(
            folder,
            form: job.settings,
            network: text("original.prototxt") ?? "",
            layerFile: text(PythonLayerUse.fileName),
            dataset: store.jobFolder(dataset)
        )
        for words in warnings { try await store.append(.notice(words), to: job.id) }
    }

    private func dataset(_ settings: [String: String]) throws -> [String] {
        let method = settings["method"] ?? ReadyDataset.mnist.rawValue
        if let ready = ReadyDataset(rawValue: method) { return ["dataset", ready.rawValue] }
        guard method == "folder" else {
            throw JobError("there is no method \"\(method)\" to make a data set by")
        }
        let options = [
            ("--images", "folder_train"), ("--percent-validation", "folder_pct_val"),
            ("--min-per-class", "folder_train_min_per_class"),
            ("--max-per-class", "folder_train_max_per_class"), ("--channels", "resize_channels"),
            ("--width", "resize_width"), ("--height", "resize_height"),
            ("--resize-mode", "resize_mode"),
        ]
        return ["dataset", "folder"]
            + options.flatMap { option, field in
                settings[field].map { $0.isEmpty ? [] : [option, $0] } ?? []
            }
    }
}

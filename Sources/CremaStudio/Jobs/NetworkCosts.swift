import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import CremaRuns
import Foundation

/// What the networks of forms cost, computed by the program in a process of its own.
struct NetworkCosts: Sendable {
    let program: String
    let python: String?
    private let paces = MeasuredPaces()

    /// What is to be trained.
    struct Training: Sendable {
        var settings: ModelSettings
        var source: NetworkSource
        /// The folder of its data set, which is done.
        var dataset: JobFolder
        /// Bytes that will be free by then, besides those that are.
        var releasable = 0
    }

    init(program: String, python: String?) {
        (self.program, self.python) = (program, python)
    }

    /// The cost of a training, with the time of an image if it was measured before; nil where the
    /// program cannot compute it, so that the training itself will report why.
    ///
    /// Throws `FormErrors` where the network and the data set do not go together.
    func cost(of training: Training) async throws -> CostRun.Result? {
        try await withTemporaryFolder { folder in
            let key = try prepare(training, in: folder)
            var found = try await result(of: training, in: folder)
            found?.pace = await paces.known[key]
            return found
        }
    }

    /// The cost with the time of an image, which is measured once for each network and size, one
    /// after the other.
    func measuredCost(of training: Training) async throws -> CostRun.Result? {
        try await withTemporaryFolder { folder in
            let key = try prepare(training, in: folder)
            guard var found = try await result(of: training, in: folder) else { return nil }
            guard found.fits else { return found }
            found.pace = await paces.pace(of: key) {
                // What cannot be measured has no pace: the cost stands without it.
                try? await result(of: training, in: folder, seconds: 2)?.pace
            }
            return found
        }
    }

    /// Writes the nets of a training; returns their text without the names of files.
    private func prepare(_ training: Training, in folder: URL) throws -> String {
        _ = try ModelRequest.prepare(
            JobFolder(url: folder),
            settings: training.settings,
            network: training.source.text,
            layerFile: training.source.layerFile?.text,
            dataset: training.dataset
        )
        let nets = try String(contentsOf: folder.appending(path: Self.nets), encoding: .utf8)
        return nets.split(separator: "\n")
            .filter { !$0.contains("source: ") && !$0.contains("mean_file: ") }
            .joined(separator: "\n")
    }

    private static let nets = "train_val.prototxt"

    private func result(of training: Training, in folder: URL, seconds: Double = 0)
        async throws -> CostRun.Result?
    {
        let output = folder.appending(path: "cost.json")
        let log = folder.appending(path: "cost.log")
        var command = Command(
            program,
            run: try describe(training, seconds, in: folder, output),
            python: python
        )
        command.folder = folder.path
        command.output = .file(log.path)
        command.errors = .output
        command.leadsGroup = true
        command.limit = seconds > 0 ? .seconds(60) : .seconds(20)
        let ending = try await command.runAside()
        if ending == .exited(ExitStatus.badDefinition.rawValue),
            let line = JobFolder.tail(of: log, lines: 1).last
        {
            throw FormErrors([
                training.settings.networkField: [
                    .verbatim(networkSentence(line, in: folder, of: training.source.text))
                ]
            ])
        }
        guard ending == .exited(0), let data = try? Data(contentsOf: output) else { return nil }
        // A program of another version may say something else: then it is not known.
        return try? JSONDecoder().decode(CostRun.Result.self, from: data)
    }

    private func describe(
        _ training: Training,
        _ seconds: Double,
        in folder: URL,
        _ output: URL
    ) throws -> URL {
        var run = CostRun(model: folder.appending(path: Self.nets).path)
        run.output = output.path
        run.seconds = seconds
        run.releasable = training.releasable
        run.solver = training.settings.solver.rule.name
        run.validates = try DatasetFolder(path: training.dataset.path).valDatabase != nil
        let file = folder.appending(path: JobFolder.runFile)
        try RunDescription(run).write(to: file.path)
        return file
    }
}

/// The paces that were measured since the studio started.
private actor MeasuredPaces {
    private(set) var known: [String: CostRun.Pace] = [:]
    private var last: Task<Void, Never>?
    private var waiting = 0
    /// Whoever tries one network after the other waits for the last few.
    private static let mostWaiting = 3
    private static let mostKnown = 500

    /// The pace that is known by a key, or else is measured after those before it; nil if too many
    /// are.
    func pace(
        of key: String,
        measure: @escaping @Sendable () async -> CostRun.Pace?
    ) async -> CostRun.Pace? {
        if let pace = known[key] { return pace }
        guard waiting < Self.mostWaiting else { return nil }
        waiting += 1
        defer { waiting -= 1 }
        let before = last
        let task = Task {
            await before?.value
            guard known[key] == nil, let pace = await measure() else { return }
            if known.count >= Self.mostKnown { known = [:] }
            known[key] = pace
        }
        last = task
        await task.value
        return known[key]
    }
}

extension ModelSettings {
    /// The field of the form that the network comes from.
    var networkField: String {
        switch method {
        case .standard: "standard_networks"
        case .previous: ModelSettings.previousName
        case .pretrained: ModelSettings.pretrainedName
        case .custom: ModelSettings.networkText.name
        }
    }
}

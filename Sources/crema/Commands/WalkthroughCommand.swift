import ArgumentParser
import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// `crema walkthrough`: the occlusion tutorial on the command line, without a studio.
struct WalkthroughCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "walkthrough",
        abstract: "Trains LeNet with and without an occluding Python layer, and compares the two.",
        discussion: """
            It builds the data set MNIST (or Fashion-MNIST, if only that is available), trains \
            both nets and prints their accuracies; run again, it does only what is missing. The \
            studio shows the same jobs:

              crema walkthrough --jobs-dir jobs
              crema studio --jobs-dir jobs
            """
    )

    @Option(
        help: "The folder of jobs; what is already done there is not repeated.",
        completion: .directory
    )
    var jobsDir = "jobs"

    @Option(
        help: "A Python file with the class HideQuarterLayer.",
        completion: .file(extensions: ["py"])
    )
    var layerFile = "Examples/python_layers/occlusion_python2.py"

    @Flag(help: "Only adds the data set and the occluded model to the folder, for a studio to run.")
    var prepare = false

    func run() throws {
        let jobs = URL(fileURLWithPath: jobsDir).standardizedFileURL
        let source: String
        do { source = try String(contentsOfFile: layerFile, encoding: .utf8) } catch {
            throw JobError(
                .verbatim("the layer file \(layerFile) cannot be read; name one with --layer-file")
            )
        }
        let lock = try JobsLock.take(in: jobs)
        defer { withExtendedLifetime(lock) {} }
        lock.say("crema walkthrough (process \(ProcessInfo.processInfo.processIdentifier))")
        let walkthrough = Walkthrough(jobs: jobs, layerFile: source)
        if prepare {
            _ = try walkthrough.job(.dataset)
            _ = try walkthrough.job(.occluded)
            return
        }
        let dataset = try walkthrough.job(.dataset)
        try finish(dataset, saying: "building the data set \(try dataset.job().name)")
        for step in [Walkthrough.Step.plain, .occluded] {
            let folder = try walkthrough.job(step)
            try walkthrough.prepare(folder, dataset: dataset)
            try finish(folder, saying: "training \(try folder.job().name)")
        }
        try report(walkthrough)
    }

    /// Runs a job unless it is done, and shows its progress.
    private func finish(_ folder: JobFolder, saying what: String) throws {
        guard folder.status() != .done else {
            print("\(what): already done, in \(folder.path)")
            return
        }
        print("\(what) in \(folder.path)")
        let job = try folder.job()
        let log = folder.logFile(of: job.kind)
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw JobError(.verbatim("\(log.path) cannot be written"))
        }
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let run = try folder.write(job.run(in: folder))
        var command = Command(program, ["run", run.path])
        command.folder = folder.path
        command.output = .file(log.path)
        command.errors = .output
        command.environment[JobFolder.environmentVariable] = folder.path
        let ending = show(folder, while: try command.start())
        guard ending == .exited(0), folder.status() == .done else {
            let message = folder.events().compactMap(Self.failure).last
            throw JobError(
                .verbatim("\(what) failed: \(message ?? "see the log"); the log is \(log.path)")
            )
        }
    }

    /// Prints a job's events until its process ends.
    private func show(_ folder: JobFolder, while process: Int32) -> ProcessEnding {
        var events = folder.eventReader(from: folder.eventByteCount)
        while true {
            let ending = ProcessEnding.wait(for: process, within: .milliseconds(200))
            for record in events.records() {
                if let text = Self.text(of: record.event) { print("  \(text)") }
            }
            if let ending { return ending }
        }
    }

    private static func text(of event: JobEvent) -> String? {
        switch event {
        case .test(let row):
            let outputs = row.outputs.sorted { $0.key < $1.key }
                .map { "\($0.key) \(String(format: "%.4f", $0.value))" }
            return "iteration \(row.iteration): validation \(outputs.joined(separator: ", "))"
        case .notice(let notice): return "\(notice.title): \(notice.message)"
        default: return nil
        }
    }

    /// Why a job failed, if an event has the reason.
    private static func failure(in event: JobEvent) -> String? {
        switch event {
        case .error(let failure): failure.message.english
        case .status(.error, let message): message?.english
        default: nil
        }
    }

    private func report(_ walkthrough: Walkthrough) throws {
        print()
        for step in [Walkthrough.Step.plain, .occluded] {
            guard let folder = walkthrough.existing(step) else { continue }
            let accuracy = folder.events().compactMap(\.testRow).last?.outputs["accuracy"]
            let percent = accuracy.map { String(format: "%.2f %%", $0 * 100) } ?? "unknown"
            let name = (try? folder.job())?.name ?? ""
            let column = name.padding(toLength: 30, withPad: " ", startingAt: 0)
            print("\(column) validation accuracy \(percent)   \(folder.path)")
        }
        print(
            """

            The model with the layer is less accurate because its validation images have a blanked
            part too: such pictures are harder for any net. `./run` shows both in the browser.
            """
        )
    }
}

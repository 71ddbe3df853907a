import ArgumentParser
import CremaData
import CremaJobs
import Foundation

/// `crema walkthrough`: the occlusion tutorial from the command line, without a studio.
struct WalkthroughCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "walkthrough",
        abstract: "Trains LeNet beside LeNet with an occluding Python layer, and compares them.",
        discussion: """
            It makes the data set MNIST, trains both nets and prints their accuracies; called again, \
            it goes on with what is missing. The studio shows the same jobs:

              crema walkthrough --jobs-dir jobs
              crema studio --jobs-dir jobs
            """
    )

    @Option(
        help: "The folder of jobs; what is done there already is not done again.",
        completion: .directory
    )
    var jobsDir = "jobs"

    @Option(
        help: "A Python file with the class HideQuarterLayer.",
        completion: .file(extensions: ["py"])
    )
    var layerFile = "Examples/python_layers/occlusion_python2.py"

    @Flag(help: "Only put the data set and the occluded model into the folder, for a studio to do.")
    var prepare = false

    func run() throws {
        let jobs = URL(fileURLWithPath: jobsDir).standardizedFileURL
        let source: String
        do { source = try String(contentsOfFile: layerFile, encoding: .utf8) } catch {
            throw JobError("the layer file \(layerFile) cannot be read; name one by --layer-file")
        }
        let walkthrough = Walkthrough(jobs: jobs, layerFile: source)
        if prepare {
            _ = try walkthrough.job(.dataset)
            _ = try walkthrough.job(.occluded)
            return
        }
        let dataset = try walkthrough.job(.dataset)
        try finish(dataset, ["dataset", "mnist"], saying: "making the data set MNIST")
        for step in [Walkthrough.Step.plain, .occluded] {
            let folder = try walkthrough.job(step)
            try walkthrough.prepare(folder, dataset: dataset)
            try finish(
                folder,
                ["train", "-solver", folder.file("solver.prototxt").path],
                saying: "training \(step.name)"
            )
        }
        try report(walkthrough)
    }

    /// Does a job unless it is done, showing how far it is.
    private func finish(_ folder: JobFolder, _ arguments: [String], saying what: String) throws {
        guard folder.status() != .done else {
            print("\(what): done before, in \(folder.path)")
            return
        }
        print("\(what) in \(folder.path)")
        let kind = try folder.job().kind
        let log = folder.logFile(of: kind)
        FileManager.default.createFile(atPath: log.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments + ["--job-dir", folder.path]
        process.currentDirectoryURL = folder.url
        process.standardInput = FileHandle.nullDevice
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try releasingSignals { try process.run() }
        show(folder, while: process)
        guard process.terminationStatus == 0, folder.status() == .done else {
            let message = folder.events().last { $0.event == .error || $0.status == .error }?
                .message
            throw JobError(
                "\(what) failed: \(message ?? "see the log"); the log is \(log.path)"
            )
        }
    }

    /// Prints what a job tells, until its process ends.
    private func show(_ folder: JobFolder, while process: Process) {
        var offset = folder.eventByteCount
        let decoder = JSONDecoder()
        var isOver = false
        while !isOver {
            isOver = !process.isRunning
            let (lines, end) = folder.eventLines(from: offset)
            offset = end
            for line in lines {
                guard let event = try? decoder.decode(JobEvent.self, from: line) else { continue }
                if let text = Self.text(of: event) { print("  \(text)") }
            }
            if !isOver { Thread.sleep(forTimeInterval: 0.2) }
        }
        process.waitUntilExit()
    }

    private static func text(of event: JobEvent) -> String? {
        switch event.event {
        case .test:
            let outputs = (event.outputs ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key) \(String(format: "%.4f", $0.value))" }
            return
                "iteration \(event.iteration ?? 0): validation \(outputs.joined(separator: ", "))"
        case .notice: return "\(event.title ?? "Notice"): \(event.message ?? "")"
        default: return nil
        }
    }

    private func report(_ walkthrough: Walkthrough) throws {
        print()
        for step in [Walkthrough.Step.plain, .occluded] {
            guard let folder = walkthrough.existing(step) else { continue }
            let accuracy = folder.events().last { $0.event == .test }?.outputs?["accuracy"]
            let percent = accuracy.map { String(format: "%.2f %%", $0 * 100) } ?? "unknown"
            let name = step.name.padding(toLength: 30, withPad: " ", startingAt: 0)
            print("\(name) validation accuracy \(percent)   \(folder.path)")
        }
        print(
            """

            The model with the layer is less accurate because its validation images have a blanked part
            too: the digits are harder to tell, for any net. `./run` shows both in the browser.
            """
        )
    }
}

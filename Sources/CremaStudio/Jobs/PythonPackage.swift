import CremaData
import CremaJobs
import CremaRuns
import Foundation

/// The `caffe` package in the user's interpreter, for questions that it answers in seconds.
struct PythonPackage: Sendable {
    /// The interpreter that was named, or nil for the one that `crema train` takes.
    let python: String?
    /// The folder with the package, where the interpreter does not find it by itself.
    let folder: String?

    /// What a command left behind.
    struct Output: Sendable {
        var ending: ProcessEnding
        /// Whether it was ended as it took too long.
        var isLate: Bool
        /// What it wrote to its standard output.
        var data: Data
        /// The last lines that it wrote to its standard error output.
        var errors: [String]
    }

    /// Runs `python3 -m caffe` with arguments in a folder, for so long at most.
    ///
    /// Nothing that it started goes on afterwards. Throws where it cannot be started.
    func run(_ arguments: [String], in place: URL, limit: Duration) async throws -> Output {
        let output = place.appendingPathComponent(".output")
        let errors = place.appendingPathComponent(".errors")
        for file in [output, errors] { try Data().write(to: file) }
        let process = try ChildProcess.start(
            try command(arguments),
            in: place.path,
            log: output.path,
            errors: errors.path
        )
        let (ending, isLate) = await process.ending(within: limit)
        process.send(SIGKILL)
        return Output(
            ending: ending,
            isLate: isLate,
            data: try Data(contentsOf: output),
            errors: JobFolder.tail(of: errors, lines: 40)
        )
    }

    private func command(_ arguments: [String]) throws -> [String] {
        let interpreter = try PythonInterpreter.find(named: python).path
        var variables = folder.map { ["PYTHONPATH=\($0)"] } ?? []
        if let library = PythonInterpreter.library,
            PythonInterpreter.environmentValue("CREMA_LIBRARY") == nil
        {
            variables.append("CREMA_LIBRARY=\(library)")
        }
        return ["/usr/bin/env"] + variables + [interpreter, "-m", "caffe"] + arguments
    }
}

/// Does something with a folder of its own, which is gone afterwards.
func withTemporaryFolder<Result: Sendable>(
    _ body: (URL) async throws -> Result
) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("crema-check-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

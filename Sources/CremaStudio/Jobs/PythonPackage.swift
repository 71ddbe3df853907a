import CremaData
import CremaJobs
import CremaRuns
import Foundation

/// The `caffe` package in the user's interpreter, for questions that it answers in seconds.
struct PythonPackage: Sendable {
    /// The interpreter that was named, or nil for the one that `crema train` uses.
    let python: String?
    /// The folder with the package, if the interpreter does not find it by itself.
    let folder: String?

    /// The result of a command.
    struct Output: Sendable {
        var ending: ProcessEnding
        /// Its standard output.
        var data: Data
        /// The last lines of its standard error output.
        var errors: [String]
    }

    /// Runs `python3 -m caffe` with arguments in a folder, within a time limit.
    ///
    /// Nothing that it started continues afterwards. Throws if it cannot be started.
    func run(_ arguments: [String], in place: URL, limit: Duration) async throws -> Output {
        let output = place.appendingPathComponent(".output")
        let errors = place.appendingPathComponent(".errors")
        for file in [output, errors] { try Data().write(to: file) }
        var command = try command(arguments)
        command.folder = place.path
        command.output = .file(output.path)
        command.errors = .file(errors.path)
        command.leadsGroup = true
        command.limit = limit
        let ending = try await command.runAside()
        return Output(
            ending: ending,
            data: try Data(contentsOf: output),
            errors: JobFolder.tail(of: errors, lines: 40)
        )
    }

    private func command(_ arguments: [String]) throws -> Command {
        let interpreter = try PythonInterpreter.find(named: python).path
        var command = Command(interpreter, ["-m", "caffe"] + arguments)
        if let folder { command.environment["PYTHONPATH"] = folder }
        if let library = PythonInterpreter.library,
            PythonInterpreter.environmentValue("CREMA_LIBRARY") == nil
        {
            command.environment["CREMA_LIBRARY"] = library
        }
        return command
    }
}

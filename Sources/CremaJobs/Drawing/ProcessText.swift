import CremaData
import CremaProto
import Foundation

/// Runs a program that converts a text.
enum ProcessText {
    /// What a program writes for an input; `missing` is the error if the program is not installed.
    ///
    /// Throws `JobError` if it fails or takes longer than the limit.
    static func run(
        _ name: String,
        _ arguments: [String],
        input: String,
        timeLimit: Duration,
        missing: Phrase
    ) throws -> Data {
        // Files rather than pipes: if a program stops reading early, nobody is killed by SIGPIPE or
        // left waiting.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["input", "output", "complaints"].map { folder.appendingPathComponent($0) }
        for file in files { try Data(file == files[0] ? input.utf8 : "".utf8).write(to: file) }

        var program = Command(name, arguments)
        program.input = .file(files[0].path)
        program.output = .file(files[1].path)
        program.errors = .file(files[2].path)
        program.limit = timeLimit
        let ending: ProcessEnding
        do { ending = try program.run() } catch {
            throw error.isMissing ? JobError(missing) : JobError(error.phrase)
        }
        guard ending != .late else {
            let seconds = timeLimit.components.seconds
            throw JobError(
                Phrase("job_error.program_late", ["program": name, "seconds": "\(seconds)"])
            )
        }
        guard ending == .exited(0) else {
            let complaint = try String(contentsOf: files[2], encoding: .utf8)
            let reason = complaint.split(separator: "\n").first.map { Phrase.verbatim("\($0)") }
            throw JobError(
                Phrase(
                    "job_error.program_failed",
                    [
                        "command": ([name] + arguments).joined(separator: " "),
                        "reason": reason ?? Phrase("job_error.no_reason"),
                    ]
                )
            )
        }
        return try Data(contentsOf: files[1])
    }
}

import CremaData
import Foundation
import Glibc

/// Runs a program that turns a text into something else.
enum ProcessText {
    /// What a program writes for an input; `missing` is said where the program is not there.
    ///
    /// Throws `JobError` where it fails or takes longer than the limit.
    static func run(
        _ command: [String],
        input: String,
        timeLimit: Duration,
        missing: String
    ) throws -> Data {
        // Files and not pipes: a program that stops reading early ends no one by SIGPIPE, and none
        // waits.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["input", "output", "complaints"].map { folder.appendingPathComponent($0) }
        for file in files { try Data(file == files[0] ? input.utf8 : "".utf8).write(to: file) }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try releasingSignals { try process.run() }
        let seconds = Double(timeLimit.components.seconds)
        if ended.wait(timeout: .now() + seconds) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            throw JobError("\(command[0]) took longer than \(Int(seconds)) s and was ended")
        }
        guard process.terminationStatus != 127 else { throw JobError(missing) }
        guard process.terminationStatus == 0 else {
            let complaint = try String(contentsOf: files[2], encoding: .utf8)
            let reason = complaint.split(separator: "\n").first ?? "it gave no reason"
            throw JobError("\(command.joined(separator: " ")) failed: \(reason)")
        }
        return try Data(contentsOf: files[1])
    }
}

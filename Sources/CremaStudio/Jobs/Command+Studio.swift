import CremaData
import CremaJobs
import CremaProto
import Foundation

extension Command {
    /// Runs the closure that starts the program; throws `unavailable`, in words, if it cannot be
    /// started.
    func starting<Result>(_ body: (Command) throws(DataError) -> Result) throws -> Result {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw StudioError.unavailable(Phrase("error.no_program", ["program": program]))
        }
        do { return try body(self) } catch {
            throw StudioError.unavailable(
                Phrase("error.not_started", ["program": program, "reason": error.reason])
            )
        }
    }

    /// Runs the program while a thread of its own waits for it.
    ///
    /// Throws `unavailable` if it cannot be started.
    func runAside() async throws -> ProcessEnding {
        try await onWaitingThread {
            Result { try starting { (command) throws(DataError) in try command.run() } }
        }.get()
    }
}

import CremaData
import CremaJobs
import Foundation

extension Command {
    /// Does what starts the program; throws `unavailable`, in words, where it cannot be started.
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
    /// Throws `unavailable` where it cannot be started.
    func runAside() async throws -> ProcessEnding {
        try await onWaitingThread {
            Result { try starting { (command) throws(DataError) in try command.run() } }
        }.get()
    }
}

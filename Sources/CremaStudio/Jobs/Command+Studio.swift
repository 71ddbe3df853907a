import CremaData
import CremaJobs
import Foundation

extension Command {
    /// Runs the closure that starts the program; throws `unavailable`, in words, if it cannot be
    /// started.
    func starting<Result>(_ body: (Command) throws(DataError) -> Result) throws -> Result {
        guard FileManager.default.isExecutableFile(atPath: words[0]) else {
            throw StudioError.unavailable(Phrase("error.no_program", ["program": words[0]]))
        }
        do { return try body(self) } catch {
            throw StudioError.unavailable(
                Phrase("error.not_started", ["program": words[0], "reason": error.reason])
            )
        }
    }

    /// Runs the program on its own thread, as waiting must not block one of the few threads that
    /// tasks share.
    ///
    /// Throws `unavailable` if it cannot be started.
    func runAside() async throws -> ProcessEnding {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try starting { (command) throws(DataError) in try command.run() }
                    }
                )
            }
        }
    }
}

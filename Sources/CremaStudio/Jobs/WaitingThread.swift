import CremaData
import Glibc

/// Does something that waits on a thread of its own, as waiting must not hold one of the few
/// threads that tasks share.
func onWaitingThread<Result: Sendable>(
    _ body: @escaping @Sendable () -> Result
) async -> Result {
    await withCheckedContinuation { continuation in
        do {
            pthread_detach(try startThread { continuation.resume(returning: body()) })
        } catch {
            // Where the system gives no thread, this one has to wait.
            continuation.resume(returning: body())
        }
    }
}

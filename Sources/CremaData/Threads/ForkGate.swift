import Glibc

/// Has a thread that forks wait until the other threads are out of what a process that is forked
/// off would find half done, for ever.
public enum ForkGate {
    /// Runs `body` while no thread forks.
    ///
    /// It must not wait for Python, which forks with its lock held, nor fork.
    public static func withoutForks<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_rwlock_rdlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        return try body()
    }

    /// Any number of threads are inside, or one forks.
    nonisolated(unsafe) private static let gate: UnsafeMutablePointer<pthread_rwlock_t> = {
        let gate = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
        pthread_rwlock_init(gate, nil)
        pthread_atfork(
            { pthread_rwlock_wrlock(ForkGate.gate) },
            { pthread_rwlock_unlock(ForkGate.gate) },
            // The one that forked has another number here, and could not open it.
            { pthread_rwlock_init(ForkGate.gate, nil) }
        )
        return gate
    }()
}

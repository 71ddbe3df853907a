import Glibc
import Synchronization

extension Range<Int> {
    /// What `transform` makes of each number, in order, worked out on every core at once.
    func concurrentMap<T: Sendable>(_ transform: @Sendable (Int) -> T) -> [T] {
        [T](unsafeUninitializedCapacity: count) { buffer, filled in
            // Each number initialises an element of its own.
            nonisolated(unsafe) let elements = buffer
            let next = Atomic(0)
            onEveryCore(atMost: count) {
                while true {
                    let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    if i >= count { return }
                    elements.initializeElement(at: i, to: transform(lowerBound + i))
                }
            }
            filled = count
        }
    }
}

/// Runs a piece of work on the calling thread and on one more for each further core, until all have
/// come back.
private func onEveryCore(atMost limit: Int, _ work: @Sendable () -> Void) {
    let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    withoutActuallyEscaping(work) { work in
        let threads = (1..<max(1, min(cores, limit))).compactMap { _ in
            try? startThread(work)
        }
        work()
        for thread in threads { pthread_join(thread, nil) }
    }
}

import CremaData
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The threads that go through a net's segments, each with its share of the batch.
///
/// The calling thread is worker 0. The others wait for the next piece of work, spinning for a
/// moment first, as the pause between two segments is shorter than waking up takes. Threads start
/// with the first work: a net that is only inspected has none. A forked process has none of its
/// parent's threads and starts its own.
///
/// While the pool works, a caller that has more work for it (a worker in the middle of its part, or
/// a second thread) does all parts of it alone: no thread ever waits for a worker that waits for
/// it.
public final class WorkerPool: @unchecked Sendable {
    /// The number of workers, the calling thread included.
    public let count: Int

    /// The process in which the threads are working; 0 while they are idle.
    ///
    /// A fork in the middle of the work leaves the parent's id, which means nothing in the child.
    private let busy = Atomic<pid_t>(0)
    private var state = Shared()
    /// The process whose threads these are; 0 before they start.
    private var process: pid_t = 0
    /// Workers for which the system had no thread; the calling thread does their part.
    private var withoutThread: [Int] = []

    /// What the threads and the pool share; the threads do not keep the pool itself alive.
    private final class Shared: @unchecked Sendable {
        /// The number of the piece of work; a change of it starts the workers.
        let generation = Atomic<Int>(0)
        /// Workers that have not finished it yet.
        let pending = Atomic<Int>(0)
        let isEnding = Atomic<Bool>(false)
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        /// Signalled when there is a piece of work.
        let started = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        /// Signalled when the last worker has finished it.
        let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        var work: (Int) -> Void = { _ in }

        init() {
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(started, nil)
            pthread_cond_init(finished, nil)
        }

        deinit {
            pthread_cond_destroy(finished)
            pthread_cond_destroy(started)
            pthread_mutex_destroy(mutex)
            finished.deallocate()
            started.deallocate()
            mutex.deallocate()
        }

        /// Waits for a piece of work after that of `last`; nil at the end.
        func next(after last: Int) -> Int? {
            for _ in 0..<WorkerPool.spins {
                let now = generation.load(ordering: .acquiring)
                if now != last { return isEnding.load(ordering: .acquiring) ? nil : now }
                WorkerPool.pause()
            }
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            while generation.load(ordering: .acquiring) == last {
                pthread_cond_wait(started, mutex)
            }
            return isEnding.load(ordering: .acquiring) ? nil : generation.load(ordering: .acquiring)
        }

        /// Starts the next piece of work.
        func advance() {
            pthread_mutex_lock(mutex)
            generation.wrappingAdd(1, ordering: .acquiringAndReleasing)
            pthread_cond_broadcast(started)
            pthread_mutex_unlock(mutex)
        }

        /// Records that a worker has finished its piece.
        func complete() {
            guard pending.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 else {
                return
            }
            pthread_mutex_lock(mutex)
            pthread_cond_signal(finished)
            pthread_mutex_unlock(mutex)
        }

        /// Waits until all workers have finished, asleep if a busy machine keeps them from it.
        func waitForAll() {
            for _ in 0..<WorkerPool.spins {
                if pending.load(ordering: .acquiring) == 0 { return }
                WorkerPool.pause()
            }
            pthread_mutex_lock(mutex)
            while pending.load(ordering: .acquiring) > 0 { pthread_cond_wait(finished, mutex) }
            pthread_mutex_unlock(mutex)
        }
    }

    /// Long enough for the next segment to begin, short enough not to take a core from a neighbour.
    private static let spins = 2000

    @inline(__always)
    private static func pause() {
        sched_yield()
    }

    /// A pool of that many workers; by default one per core that this process may use.
    public init(count: Int = WorkerPool.availableCores) {
        self.count = max(1, count)
    }

    /// A pool of as many workers as the user requests.
    ///
    /// Throws if the number is below 1, or above what any machine has cores for.
    public convenience init(checking count: Int) throws {
        guard (1...Self.most).contains(count) else {
            throw EngineError(
                "--workers must be from 1 to \(Self.most), found \(count)",
                kind: .usage
            )
        }
        self.init(count: count)
    }

    private static let most = 1024

    deinit {
        guard process == getpid() else { return }
        state.isEnding.store(true, ordering: .releasing)
        state.advance()
    }

    /// The cores that this process may run on.
    public static var availableCores: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Runs `work` once on each worker, with its number, and returns when all are done.
    ///
    /// Throws the error of the first worker, in their order, that had one.
    public func run(_ work: (Int) throws -> Void) throws {
        guard count > 1 else { return try work(0) }
        var errors = [(any Error)?](repeating: nil, count: count)
        let here = getpid()
        if busy.exchange(here, ordering: .acquiring) == here {
            for worker in 0..<count {
                do { try work(worker) } catch { errors[worker] = error }
            }
        } else {
            deal(work, &errors)
            busy.store(0, ordering: .releasing)
        }
        if let error = errors.lazy.compactMap({ $0 }).first { throw error }
    }

    /// Makes the threads do the work, each its part, and records their errors.
    private func deal(_ work: (Int) throws -> Void, _ errors: inout [(any Error)?]) {
        startThreads()
        errors.withUnsafeMutableBufferPointer { errors in
            nonisolated(unsafe) let slots = errors
            withoutActuallyEscaping(work) { work in
                state.work = { worker in
                    do { try work(worker) } catch { slots[worker] = error }
                }
                state.pending.store(count - 1 - withoutThread.count, ordering: .releasing)
                state.advance()
                state.work(0)
                withoutThread.forEach(state.work)
                state.waitForAll()
                state.work = { _ in }
            }
        }
    }

    private func startThreads() {
        guard process != getpid() else { return }
        // Locks that the parent's threads held at the fork stay held.
        if process != 0 { (state, withoutThread) = (Shared(), []) }
        process = getpid()
        for worker in 1..<count where !start(worker) { withoutThread.append(worker) }
    }

    /// Starts a worker's thread; false if the system cannot provide one.
    private func start(_ worker: Int) -> Bool {
        let thread = try? startThread { [state] in
            var last = 0
            while let next = state.next(after: last) {
                last = next
                state.work(worker)
                state.complete()
            }
        }
        guard let thread else { return false }
        pthread_detach(thread)
        return true
    }
}

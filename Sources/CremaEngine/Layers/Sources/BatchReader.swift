import CremaData
import Glibc

/// Batches of records, read ahead of the net on a thread of its own.
///
/// So many batches go round: the thread fills those that are free, the net takes the filled ones
/// in order and frees them.
final class BatchReader: @unchecked Sendable {
    /// The values of some records, and their labels.
    final class Batch {
        /// The number of records, then their channels, height and width.
        var shape: Shape = [0]
        var values = Memory.Buffer(capacity: 1)
        var labels: [Float] = []
    }

    private let state: Shared

    /// Starts to read.
    ///
    /// `fill` is called on the reader's thread, for one batch after the other,
    /// until it throws.
    init(depth: Int, fill: @escaping (Batch) throws -> Void) throws {
        state = Shared(free: (0..<max(depth, 1)).map { _ in Batch() }, fill: fill)
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(state)
        let code = pthread_create(
            &thread,
            nil,
            { raw in
                Unmanaged<Shared>.fromOpaque(raw!).takeRetainedValue().readOn()
                return nil
            },
            retained.toOpaque()
        )
        guard code == 0 else {
            retained.release()
            throw EngineError(
                "cannot start a thread to read records: \(String(cString: strerror(code)))"
            )
        }
        pthread_detach(thread)
    }

    deinit { state.end() }

    /// The next batch, which stays the next one until it is freed.
    ///
    /// Waits for it; throws what reading it threw.
    func next() throws -> Batch { try state.next() }

    /// Gives the next batch back, to be filled again.
    func freeNext() { state.freeNext() }

    /// What the thread and the reader share; the thread does not keep the reader itself alive.
    private final class Shared: @unchecked Sendable {
        private let fill: (Batch) throws -> Void
        private var free: [Batch]
        private var filled: [Result<Batch, any Error>] = []
        private var isEnding = false
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

        init(free: [Batch], fill: @escaping (Batch) throws -> Void) {
            self.fill = fill
            self.free = free
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(changed, nil)
        }

        deinit {
            pthread_cond_destroy(changed)
            pthread_mutex_destroy(mutex)
            changed.deallocate()
            mutex.deallocate()
        }

        func readOn() {
            while let batch = takeFree() {
                let result = Result { try fill(batch) }
                change { filled.append(result.map { batch }) }
                // What comes after a record that cannot be read would be another order of records.
                if case .failure = result { return }
            }
        }

        func next() throws -> Batch {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            while filled.isEmpty { pthread_cond_wait(changed, mutex) }
            return try filled[0].get()
        }

        func freeNext() {
            change {
                if case .success(let batch)? = filled.first {
                    filled.removeFirst()
                    free.append(batch)
                }
            }
        }

        func end() { change { isEnding = true } }

        private func takeFree() -> Batch? {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            while free.isEmpty, !isEnding { pthread_cond_wait(changed, mutex) }
            return isEnding ? nil : free.removeFirst()
        }

        private func change(_ body: () -> Void) {
            pthread_mutex_lock(mutex)
            body()
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
    }
}

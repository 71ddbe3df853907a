import CremaData
import Glibc

/// Batches of records, read ahead of the net on threads of their own.
///
/// The threads take the records in order, one at a time, and decode and transform them side by
/// side. What a record becomes depends on its number alone, so their number changes nothing. No
/// more than `depth` batches are in memory, the one that the net uses among them.
final class BatchReader {
    /// The values of some records, and their targets.
    final class Batch {
        /// The number of records, then their channels, height and width.
        fileprivate(set) var shape: Shape = [0]
        fileprivate(set) var values = Memory.Buffer(capacity: 1)
        fileprivate(set) var targets: [Float] = []

        /// Records that a thread has taken, and those of them that it is not done with.
        fileprivate var taken = 0
        fileprivate var pending = 0
        fileprivate var hasShape = false
        fileprivate var failure: (item: Int, error: any Error)?
    }

    private let queue: BatchQueue
    private var threads: [pthread_t] = []
    private let process = getpid()

    /// Whether its threads are in this process, which a process that was forked off does not have.
    var isAlive: Bool { process == getpid() }

    /// Starts to read, from the record of a number on.
    ///
    /// Throws where the system gives no thread.
    init(
        _ source: any RecordSource,
        from first: Int,
        batchSize: Int,
        depth: Int,
        threads count: Int = WorkerPool.availableCores
    ) throws {
        queue = BatchQueue(source, from: first, batchSize: batchSize, depth: depth)
        for _ in 0..<max(1, min(count, batchSize * depth)) {
            do { threads.append(try startThread { [queue] in queue.readOn() }) } catch {
                guard threads.isEmpty else { continue }
                throw EngineError("cannot read records ahead: \(error)")
            }
        }
    }

    deinit {
        guard isAlive else { return }
        queue.end()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// The next batch, which stays the next one until it is freed.
    ///
    /// Waits for it; throws, again and again, what went wrong with the first of its records
    /// that could not be read.
    func next() throws -> Batch { try queue.next() }

    /// Gives the next batch back, to be filled again.
    func freeNext() { queue.freeNext() }
}

/// What the threads and the reader share.
private final class BatchQueue: @unchecked Sendable {
    typealias Batch = BatchReader.Batch

    /// The place in a batch of a record that a thread has taken.
    private struct Slot {
        let batch: Batch
        let item: Int
        let number: Int
    }

    private let source: any RecordSource
    private let batchSize: Int
    private let depth: Int
    /// How many numbers a target is.
    private let targetSize: Int

    /// Held by the thread that takes a record, so that records are read in their order.
    private let taking = Monitor()
    /// Guards all that follows.
    private let monitor = Monitor()
    private var nextNumber: Int
    private var free: [Batch] = []
    /// The batches being filled and those that are full, in order.
    private var underway: [Batch] = []
    private var isEnding = false

    init(_ source: any RecordSource, from first: Int, batchSize: Int, depth: Int) {
        self.source = source
        self.batchSize = batchSize
        self.depth = depth
        targetSize = source.targetDims.reduce(1, *)
        nextNumber = first
    }

    // MARK: The net's side

    func next() throws -> Batch {
        try monitor.locked {
            while !isComplete(underway.first) { monitor.wait() }
            if let failure = underway[0].failure { throw failure.error }
            return underway[0]
        }
    }

    func freeNext() {
        monitor.locked {
            guard isComplete(underway.first), underway[0].failure == nil else { return }
            free.append(underway.removeFirst())
            monitor.tellAll()
        }
    }

    func end() {
        monitor.locked {
            isEnding = true
            monitor.tellAll()
        }
    }

    private func isComplete(_ batch: Batch?) -> Bool {
        guard let batch, batch.pending == 0 else { return false }
        return batch.failure != nil || batch.taken == batchSize
    }

    // MARK: The threads' side

    func readOn() {
        while true {
            let taken = taking.locked { () -> (Slot, Result<() throws -> Sample, any Error>)? in
                guard let slot = take() else { return nil }
                // A process that is forked off reads on from the same source.
                return (
                    slot, Result { try ForkGate.withoutForks { try source.record(slot.number) } }
                )
            }
            guard let (slot, record) = taken else { return }
            do { try fill(slot, try record.get()()) } catch { fail(slot, error) }
            finish(slot)
        }
    }

    /// The next record in order, once there is a batch for it; nil when there
    /// is nothing more to do.
    private func take() -> Slot? {
        monitor.locked {
            while !isEnding, isFull(underway.last), underway.count >= depth { monitor.wait() }
            // What comes after a record that cannot be read is never asked for.
            guard !isEnding, !underway.contains(where: { $0.failure != nil }) else { return nil }
            if isFull(underway.last) { underway.append(emptyBatch()) }
            let batch = underway[underway.count - 1]
            defer {
                batch.taken += 1
                batch.pending += 1
                nextNumber += 1
            }
            return Slot(batch: batch, item: batch.taken, number: nextNumber)
        }
    }

    private func isFull(_ batch: Batch?) -> Bool { batch.map { $0.taken == batchSize } ?? true }

    private func emptyBatch() -> Batch {
        let batch = free.popLast() ?? Batch()
        (batch.taken, batch.hasShape) = (0, false)
        batch.targets = Array(repeating: 0, count: batchSize * targetSize)
        return batch
    }

    /// Writes a record into its batch.
    private func fill(_ slot: Slot, _ sample: Sample) throws {
        let (batch, item) = (slot.batch, slot.item)
        let isNeeded = try monitor.locked {
            if item == 0 { try begin(batch, sample.shape) }
            while !batch.hasShape, batch.failure?.item != 0 { monitor.wait() }
            return batch.hasShape
        }
        guard isNeeded else { return }
        let size = batch.shape.imageCount
        guard batch.shape.dims.dropFirst().elementsEqual(sample.shape.dims) else {
            throw misfit(sample, in: batch)
        }
        try sample.write(
            UnsafeMutableBufferPointer(start: batch.values.floats + item * size, count: size)
        )
        let target = sample.target.values
        guard target.count == targetSize else {
            throw DataError.invalidRecord(
                place: sample.place,
                reason: "its target has \(target.count) numbers, but the first has \(targetSize)"
            )
        }
        monitor.locked {
            batch.targets.replaceSubrange(item * targetSize..<(item + 1) * targetSize, with: target)
        }
    }

    /// The error of a record whose shape is not that of its batch, and what
    /// would give it that shape.
    private func misfit(_ sample: Sample, in batch: Batch) -> DataError {
        let first = Array(batch.shape.dims.dropFirst())
        let isMixed = first.first != sample.shape.dims.first
        let advice =
            switch (isMixed, sample.isEncoded) {
            case (false, _): "records of many sizes need batch_size: 1 or a crop_size"
            case (true, true):
                "the records are grey and coloured images; transform_param { force_color: true } "
                    + "makes all of them coloured, force_gray: true makes all grey"
            case (true, false):
                "the records have different numbers of channels, which nothing evens out; make the "
                    + "database again, all grey or all coloured"
            }
        return .invalidRecord(
            place: sample.place,
            reason: "its shape is \(sizeText(sample.shape.dims)), but the batch began with "
                + "\(sizeText(first)); \(advice)"
        )
    }

    /// Gives a batch the shape of its first record.
    private func begin(_ batch: Batch, _ shape: Shape) throws {
        batch.shape = try Shape(checking: [batchSize] + shape.dims)
        if batch.values.capacity < batch.shape.count {
            let bytes = batch.shape.count * MemoryLayout<Float>.size
            if let error = OutOfMemory.error(
                of: "a batch of the shape \(batch.shape)",
                needing: bytes,
                remedy: "a smaller batch_size or prefetch needs less"
            ) {
                throw error
            }
            batch.values = Memory.Buffer(capacity: batch.shape.count)
        }
        batch.hasShape = true
        monitor.tellAll()
    }

    /// Keeps the error of the first record of a batch that has one, whichever
    /// thread was there first.
    private func fail(_ slot: Slot, _ error: any Error) {
        monitor.locked {
            guard slot.item < slot.batch.failure?.item ?? .max else { return }
            slot.batch.failure = (slot.item, error)
            monitor.tellAll()
        }
    }

    private func finish(_ slot: Slot) {
        monitor.locked {
            slot.batch.pending -= 1
            if isComplete(slot.batch) { monitor.tellAll() }
        }
    }

    private func sizeText(_ dims: some Sequence<Int>) -> String {
        dims.map(String.init).joined(separator: " x ")
    }
}

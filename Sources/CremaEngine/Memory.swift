import CremaData
import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// The numbers of a blob, in the plain order, in a device's layout, or in both; tracks which copy
/// is current.
///
/// This is Caffe's `SyncedMemory`, with a layout where Caffe had the GPU. The caller names the
/// order that it needs, and the numbers are reordered only then:
///
/// ```
/// let memory = Memory(shape: Shape([2, 3]))
/// memory.write()[0] = 0.5               // what was there is lost
/// memory.update()[1] += 1               // what was there is kept
/// let first = memory.read()[0]          // 0.5
/// let packed = memory.read(layout, .whole)
/// ```
///
/// The current copy is tracked for each share of the batch separately. So workers go through the
/// layers without waiting for each other, as each touches only the images of its own share, and so
/// the class may cross threads.
public class Memory: @unchecked Sendable {
    /// The plain numbers; a view from outside may keep them after the blob has outgrown them.
    public final class Buffer: @unchecked Sendable {
        /// The first number.
        public let floats: UnsafeMutablePointer<Float>
        /// How many numbers fit.
        public let capacity: Int

        init(capacity: Int) {
            self.capacity = max(capacity, 1)
            // A cache line, which is also the widest vector.
            let alignment = 64
            let byteCount = self.capacity.multipliedSaturated(by: MemoryLayout<Float>.stride)
            var bytes: UnsafeMutableRawPointer?
            guard posix_memalign(&bytes, alignment, byteCount) == 0, let bytes else {
                OutOfMemory.end(lacking: byteCount)
            }
            floats = bytes.bindMemory(to: Float.self, capacity: self.capacity)
            floats.initialize(repeating: 0, count: self.capacity)
        }

        deinit { free(floats) }
    }

    /// Which copies of one share's numbers are current: at least one is.
    private final class Slot {
        var isPlain = true
        var layout: (any Layout)?
    }

    /// The extents, outermost first.
    public private(set) var shape: Shape
    private var plain: Buffer?
    private var packed: [ObjectIdentifier: Buffer] = [:]
    private var slots = [Slot()]
    private var pinCount = 0

    /// Guards the buffers and the list of slots; a slot itself belongs to the worker of its share.
    private let lock = Lock()
    /// Held while the whole of the memory is reordered.
    private let reordering = Lock()

    /// Memory for a shape, initially zeros.
    public init(shape: Shape) {
        self.shape = shape
    }

    /// The bytes that its numbers will take, if they have not been allocated yet.
    var bytesToCome: Int {
        lock.withLock { plain == nil && packed.isEmpty }
            ? shape.count * MemoryLayout<Float>.stride : 0
    }

    // MARK: Several shapes

    /// Whether layers see these numbers in different shapes; if so, they change only in the plain
    /// order.
    var isSeenInSeveralShapes: Bool { hasOtherShapes }
    private var hasOtherShapes = false

    /// The memory that holds the numbers.
    var storage: Memory { self }

    /// These numbers in another shape of the same count.
    func seen(in shape: Shape) -> Memory {
        guard shape != self.shape else { return self }
        hasOtherShapes = true
        return ReshapedMemory(self, shape: shape)
    }

    /// Changes the shape.
    ///
    /// Its numbers stay as long as they fit, as in Caffe.
    public func reshape(to shape: Shape) {
        guard shape != self.shape else { return }
        _ = read()
        slots = [Slot()]
        packed = [:]
        if let plain, plain.capacity < shape.count { self.plain = nil }
        self.shape = shape
    }

    // MARK: The plain order

    /// The numbers of a share in the plain order.
    public func read(_ share: Share = .whole) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: read(nil, share), count: count(share))
    }

    /// The numbers of a share in the plain order, to modify.
    public func update(_ share: Share = .whole) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: update(nil, share), count: count(share))
    }

    /// Room for the numbers of a share in the plain order; the previous numbers are lost.
    public func write(_ share: Share = .whole) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: write(nil, share), count: count(share))
    }

    // MARK: Any order (nil is the plain one)

    /// The numbers of a share in a layout.
    public func read(_ layout: (any Layout)?, _ share: Share) -> UnsafePointer<Float> {
        if share.total == 1 {
            // Workers read parameters whole, and the first of them reorders for all.
            reordering.withLock { bring(share, into: layout) }
        } else {
            bring(share, into: layout)
        }
        return UnsafePointer(floats(layout, share))
    }

    /// The numbers of a share in a layout, to modify.
    public func update(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        _ = read(layout, share)
        return write(layout, share)
    }

    /// Room for the numbers of a share in a layout; the previous numbers are lost.
    public func write(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        let (slots, numbers) = slots(of: share)
        for number in numbers {
            (slots[number].isPlain, slots[number].layout) = (layout == nil, layout)
        }
        return floats(layout, share)
    }

    /// All numbers in a layout that they are known to be in; nothing is recorded about what the
    /// caller does to them.
    func floats(_ layout: (any Layout)?) -> UnsafeMutablePointer<Float> { floats(layout, .whole) }

    /// Sets all numbers to zero, in their current layout.
    public func clear() {
        let layout = currentLayout(.whole)
        write(layout, .whole).update(repeating: 0, count: count(layout, .whole))
    }

    /// The current layout of a share's numbers, so that elementwise work need not reorder.
    public func currentLayout(_ share: Share) -> (any Layout)? {
        let (slots, numbers) = slots(of: share)
        return slots[numbers.lowerBound].layout
    }

    /// The number of floats of a share in a layout, padding included.
    public func count(_ layout: (any Layout)?, _ share: Share) -> Int {
        let images = share.images(of: shape.images).count
        return layout?.count(of: shape, images: images) ?? images * shape.imageCount
    }

    /// The number of elements of a share.
    public func count(_ share: Share) -> Int { count(nil, share) }

    // MARK: Views from outside

    /// Hands out the plain numbers to a caller that may read and write them at any time, until
    /// `unpin()`.
    ///
    /// The buffer is valid for as long as it is retained, even if the memory outgrows it.
    public func pin() -> Buffer {
        _ = update()
        pinCount += 1
        return lock.withLock { plainBuffer() }
    }

    /// Ends one `pin()`.
    public func unpin() { pinCount -= 1 }

    /// While a view is alive: brings the plain numbers up to date and marks all other copies as
    /// stale.
    public func settleView() {
        if pinCount > 0 { _ = update() }
    }

    // MARK: Slots and buffers

    /// The slots, one per share of the batch, and the indices of those that the share covers.
    private func slots(of share: Share) -> ([Slot], Range<Int>) {
        lock.withLock {
            if share.total == 1 { return (slots, slots.indices) }
            if slots.count != share.total { cut(into: share.total) }
            return (slots, share.index..<share.index + 1)
        }
    }

    /// Splits the record into so many slots; if it was split differently, the plain order takes
    /// over.
    private func cut(into total: Int) {
        if slots.count > 1 {
            for (number, slot) in slots.enumerated() where !slot.isPlain {
                guard let layout = slot.layout else { continue }
                let share = Share(index: number, of: slots.count)
                unpack(slot, share, layout, start(layout, share), start(nil, share))
            }
            slots = [Slot()]
        }
        let first = slots[0]
        slots = (0..<total).map { _ in
            let slot = Slot()
            (slot.isPlain, slot.layout) = (first.isPlain, first.layout)
            return slot
        }
    }

    /// Makes a layout current for a share, next to whatever is current already.
    private func bring(_ share: Share, into layout: (any Layout)?) {
        let (slots, numbers) = slots(of: share)
        for number in numbers {
            let slot = slots[number]
            if let layout, layout === slot.layout { continue }
            let part = Share(index: number, of: slots.count)
            unpack(slot, part)
            guard let layout else { continue }
            layout.pack(
                UnsafePointer(floats(nil, part)),
                into: floats(layout, part),
                shape: shape,
                images: part.images(of: shape.images).count
            )
            slot.layout = layout
        }
    }

    private func unpack(_ slot: Slot, _ share: Share) {
        guard !slot.isPlain, let layout = slot.layout else { return }
        let (packed, plain) = lock.withLock { (start(layout, share), start(nil, share)) }
        unpack(slot, share, layout, packed, plain)
    }

    private func unpack(
        _ slot: Slot,
        _ share: Share,
        _ layout: any Layout,
        _ packed: UnsafeMutablePointer<Float>,
        _ plain: UnsafeMutablePointer<Float>
    ) {
        layout.unpack(
            UnsafePointer(packed),
            into: plain,
            shape: shape,
            images: share.images(of: shape.images).count
        )
        slot.isPlain = true
    }

    private func floats(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        lock.withLock { start(layout, share) }
    }

    /// The start of a share in a layout's buffer, which is made on first use; the lock is held.
    private func start(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        let first = share.images(of: shape.images).lowerBound
        guard let layout else { return plainBuffer().floats + first * shape.imageCount }
        let offset = first == 0 ? 0 : layout.count(of: shape, images: first)
        return packedBuffer(layout).floats + offset
    }

    private func plainBuffer() -> Buffer {
        if let plain { return plain }
        let buffer = Buffer(capacity: shape.count)
        plain = buffer
        return buffer
    }

    private func packedBuffer(_ layout: any Layout) -> Buffer {
        if let buffer = packed[ObjectIdentifier(layout)] { return buffer }
        let buffer = Buffer(capacity: layout.count(of: shape, images: shape.images))
        packed[ObjectIdentifier(layout)] = buffer
        return buffer
    }
}

import Synchronization

/// The numbers of a blob, in the plain order, in a device's layout, or in both; it knows which is current.
///
/// This is Caffe's `SyncedMemory`, with a layout where Caffe had the GPU. Whoever asks says the order that
/// it wants; the numbers are reordered then, and only then. What is current is kept for each share of
/// the batch by itself, so that workers go through the layers without waiting for each other:
/// a worker touches the images of its own share only. That is also why the class may cross threads.
public final class Memory: @unchecked Sendable {
    /// The plain numbers, which a view from outside may hold on to after the blob has grown out of them.
    public final class Buffer: @unchecked Sendable {
        public let floats: UnsafeMutablePointer<Float>
        public let capacity: Int

        init(capacity: Int) {
            self.capacity = max(capacity, 1)
            // A cache line, which is also the widest vector.
            let alignment = 64
            let bytes = UnsafeMutableRawPointer.allocate(
                byteCount: self.capacity * MemoryLayout<Float>.stride, alignment: alignment)
            floats = bytes.bindMemory(to: Float.self, capacity: self.capacity)
            floats.initialize(repeating: 0, count: self.capacity)
        }

        deinit { floats.deallocate() }
    }

    /// Which copies of one share's numbers are true: at least one is.
    private final class Slot {
        var isPlain = true
        var layout: (any Layout)?
    }

    public private(set) var shape: Shape
    private var plain: Buffer?
    private var packed: [ObjectIdentifier: Buffer] = [:]
    private var slots = [Slot()]
    private var pinCount = 0

    /// Guards the buffers and the list of slots; a slot itself belongs to the worker of its share.
    private let lock = Mutex(())

    /// Memory for a shape; it reads as zeros.
    public init(shape: Shape) {
        self.shape = shape
    }

    /// Gives the memory another shape. Its numbers stay as long as they fit, as in Caffe.
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

    /// The numbers of a share in the plain order, to be changed.
    public func update(_ share: Share = .whole) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: update(nil, share), count: count(share))
    }

    /// Room for the numbers of a share in the plain order; what stood there is lost.
    public func write(_ share: Share = .whole) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: write(nil, share), count: count(share))
    }

    // MARK: Any order (nil is the plain one)

    /// The numbers of a share in a layout.
    public func read(_ layout: (any Layout)?, _ share: Share) -> UnsafePointer<Float> {
        let slots = slots(of: share)
        for slot in slots { bring(slot.element, number: slot.offset, into: layout, of: share.total) }
        return UnsafePointer(floats(layout, share))
    }

    /// The numbers of a share in a layout, to be changed.
    public func update(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        _ = read(layout, share)
        return write(layout, share)
    }

    /// Room for the numbers of a share in a layout; what stood there is lost.
    public func write(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        for slot in slots(of: share) {
            slot.element.isPlain = layout == nil
            slot.element.layout = layout
        }
        return floats(layout, share)
    }

    /// The layout that a share's numbers are in already, so that elementwise work need not reorder.
    public func currentLayout(_ share: Share) -> (any Layout)? {
        slots(of: share)[0].element.layout
    }

    /// The number of floats of a share in a layout, padding included.
    public func count(_ layout: (any Layout)?, _ share: Share) -> Int {
        let images = share.images(of: shape.images).count
        return layout?.count(of: shape, images: images) ?? images * shape.imageCount
    }

    /// The number of elements of a share.
    public func count(_ share: Share) -> Int { count(nil, share) }

    // MARK: Views from outside

    /// Hands the plain numbers to somebody who may read and write them at any time, until `unpin()`.
    ///
    /// The buffer is valid for as long as it is retained, even after the memory has grown into another one.
    public func pin() -> Buffer {
        _ = update()
        pinCount += 1
        return lock.withLock { _ in plainBuffer() }
    }

    /// Ends one `pin()`.
    public func unpin() { pinCount -= 1 }

    /// While a view is alive: brings the plain numbers up to date and takes them as the only true ones.
    public func settleView() {
        if pinCount > 0 { _ = update() }
    }

    // MARK: Slots and buffers

    /// The record of a share, or of all shares where it is the whole batch, after a cut into as many parts as the share's.
    private func slots(of share: Share) -> [(offset: Int, element: Slot)] {
        lock.withLock { _ in
            if share.total > 1, slots.count != share.total { cut(into: share.total) }
            let all = Array(slots.enumerated())
            return share.total == 1 ? all : [all[share.index]]
        }
    }

    private func cut(into total: Int) {
        if slots.count > 1 {
            for (number, slot) in slots.enumerated() {
                unpack(slot, Share(index: number, of: slots.count))
            }
            slots = [Slot()]
        }
        let first = slots[0]
        slots = (0 ..< total).map { _ in
            let slot = Slot()
            (slot.isPlain, slot.layout) = (first.isPlain, first.layout)
            return slot
        }
    }

    private func bring(_ slot: Slot, number: Int, into layout: (any Layout)?, of total: Int) {
        let share = Share(index: number, of: total == 1 ? slots.count : total)
        guard layout !== slot.layout || layout == nil else { return }
        if !slot.isPlain {
            unpack(slot, share)
        }
        guard let layout else { return }
        let images = share.images(of: shape.images).count
        layout.pack(
            UnsafePointer(floats(nil, share)), into: floats(layout, share), shape: shape, images: images)
        slot.layout = layout
    }

    private func unpack(_ slot: Slot, _ share: Share) {
        guard !slot.isPlain, let layout = slot.layout else { return }
        let images = share.images(of: shape.images).count
        layout.unpack(
            UnsafePointer(floats(layout, share)), into: floats(nil, share), shape: shape, images: images)
        slot.isPlain = true
    }

    private func floats(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        let first = share.images(of: shape.images).lowerBound
        return lock.withLock { _ in
            guard let layout else { return plainBuffer().floats + first * shape.imageCount }
            let offset = first == 0 ? 0 : layout.count(of: shape, images: first)
            return packedBuffer(layout).floats + offset
        }
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

import CremaData

#if canImport(Glibc)
    import Glibc
#endif

/// The numbers of another memory in a different shape: a parameter that layers share and shape
/// differently.
///
/// The plain order is all that the shapes have in common, so changes go there. A layout is packed
/// on first use after a change.
final class ReshapedMemory: Memory, @unchecked Sendable {
    /// The numbers in a layout, and the plain ones that they were packed from.
    private struct Copy {
        var packed: Buffer
        var source: Buffer
    }

    private let original: Memory
    private var copies: [ObjectIdentifier: Copy] = [:]
    /// Held while a copy is checked or made: workers read parameters whole, at the same time.
    private let packing = Lock()

    /// Another memory in a shape of the same count.
    init(_ original: Memory, shape: Shape) {
        precondition(original.shape.count == shape.count, "shapes of one memory have one count")
        self.original = original
        super.init(shape: shape)
    }

    override var isSeenInSeveralShapes: Bool { true }
    override var storage: Memory { original }
    override func seen(in shape: Shape) -> Memory { original.seen(in: shape) }

    override func reshape(to shape: Shape) {
        super.reshape(to: shape)
        copies = [:]
    }

    override func read(_ layout: (any Layout)?, _ share: Share) -> UnsafePointer<Float> {
        let first = share.images(of: shape.images).lowerBound
        guard let layout else { return original.read(nil, .whole) + first * shape.imageCount }
        let packed = packing.withLock { copy(of: original, in: layout) }
        return UnsafePointer(packed.floats)
            + (first == 0 ? 0 : layout.count(of: shape, images: first))
    }

    override func write(_ layout: (any Layout)?, _ share: Share) -> UnsafeMutablePointer<Float> {
        precondition(layout == nil, "numbers seen in several shapes change in the plain order")
        let first = share.images(of: shape.images).lowerBound
        return original.write(nil, .whole) + first * shape.imageCount
    }

    override func floats(_ layout: (any Layout)?) -> UnsafeMutablePointer<Float> {
        precondition(layout == nil, "numbers seen in several shapes change in the plain order")
        return original.floats(nil)
    }

    override func currentLayout(_ share: Share) -> (any Layout)? { nil }

    override func pin() -> Buffer { original.pin() }
    override func unpin() { original.unpin() }
    override func settleView() { original.settleView() }

    private func copy(of original: Memory, in layout: any Layout) -> Buffer {
        let plain = original.read(nil, .whole)
        let bytes = shape.count * MemoryLayout<Float>.size
        let known = copies[ObjectIdentifier(layout)]
        if let known, memcmp(known.source.floats, plain, bytes) == 0 { return known.packed }
        let copy =
            known
            ?? Copy(
                packed: Buffer(capacity: layout.count(of: shape, images: shape.images)),
                source: Buffer(capacity: shape.count)
            )
        memcpy(copy.source.floats, plain, bytes)
        layout.pack(plain, into: copy.packed.floats, shape: shape, images: shape.images)
        copies[ObjectIdentifier(layout)] = copy
        return copy.packed
    }
}

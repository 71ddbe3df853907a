import CDNNL
import CremaData

/// The order of weights that one of oneDNN's convolutions asks for, for one shape.
///
/// Orders are blocked: an element's place is a sum of one term an axis. So one table an axis says
/// it all.
final class DNNLWeightsLayout: Layout {
    let name: String
    private let descriptor: dnnl_memory_desc_t
    /// The place of each index, for each axis of oneDNN's (groups first where there are any).
    private let places: [[Int]]
    private let size: Int

    private static let known = Guarded<[DNNLWeightsLayout]>([])

    /// The one layout of that description; nil where it is the plain order.
    static func of(_ descriptor: dnnl_memory_desc_t) -> DNNLWeightsLayout? {
        known.withLock { known in
            if let layout = known.first(where: { $0.matches(descriptor) }) { return layout }
            let layout = DNNLWeightsLayout(descriptor)
            if layout.isPlain { return nil }
            known.append(layout)
            return layout
        }
    }

    private init(_ descriptor: dnnl_memory_desc_t) {
        self.descriptor = descriptor
        places = Self.places(descriptor)
        size =
            withUnsafePointer(to: descriptor) { dnnl_memory_desc_get_size($0) }
            / MemoryLayout<Float>.stride
        name = "weights \(places.map { "\($0.count)" }.joined(separator: "x"))"
    }

    func count(of shape: Shape, images: Int) -> Int {
        precondition(images == shape.images, "weights are not dealt out")
        return size
    }

    func isPadded(_ shape: Shape) -> Bool { size != shape.count }

    func pack(
        _ plain: UnsafePointer<Float>,
        into packed: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    ) {
        var next = plain
        forEachRow { first, row in
            for place in row {
                packed[first + place] = next.pointee
                next += 1
            }
        }
    }

    func unpack(
        _ packed: UnsafePointer<Float>,
        into plain: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    ) {
        var next = plain
        forEachRow { first, row in
            for place in row {
                next.pointee = packed[first + place]
                next += 1
            }
        }
    }

    /// Calls `body` with the place of each row of the last axis and the places in it, in the plain
    /// order.
    private func forEachRow(_ body: (Int, [Int]) -> Void) {
        guard let row = places.last else { return }
        func visit(_ axis: Int, _ first: Int) {
            if axis == places.count - 1 {
                body(first, row)
            } else {
                for place in places[axis] { visit(axis + 1, first + place) }
            }
        }
        visit(0, 0)
    }

    private var isPlain: Bool {
        var step = 1
        for axis in places.reversed() {
            guard axis.indices.allSatisfy({ axis[$0] == $0 * step }) else { return false }
            step *= axis.count
        }
        return step == size
    }

    private func matches(_ other: dnnl_memory_desc_t) -> Bool {
        withUnsafePointer(to: descriptor) { mine in
            withUnsafePointer(to: other) { dnnl_memory_desc_equal(mine, $0) != 0 }
        }
    }

    private static func places(_ descriptor: dnnl_memory_desc_t) -> [[Int]] {
        let blocking = descriptor.format_desc.blocking
        let inner = Array(
            zip(integers(blocking.inner_idxs), integers(blocking.inner_blks)).prefix(
                Int(blocking.inner_nblks)
            )
        )
        let axes = zip(integers(descriptor.dims), integers(blocking.strides)).prefix(
            Int(descriptor.ndims)
        )
        return axes.enumerated().map { axis, extents in
            (0..<extents.0).map { index in
                place(of: index, axis: axis, stride: extents.1, inner: inner)
            }
        }
    }

    /// What an index contributes: the digits in its blocks, innermost first, then what is left in
    /// steps of the stride.
    private static func place(
        of index: Int,
        axis: Int,
        stride: Int,
        inner: [(axis: Int, extent: Int)]
    ) -> Int {
        var (rest, place, step) = (index, 0, 1)
        for block in inner.reversed() {
            if block.axis == axis {
                place += rest % block.extent * step
                rest /= block.extent
            }
            step *= block.extent
        }
        return place + rest * stride
    }

    /// The numbers of a C array, which Swift sees as a tuple.
    private static func integers<Tuple>(_ tuple: Tuple) -> [Int] {
        withUnsafeBytes(of: tuple) { $0.bindMemory(to: Int64.self).map { Int($0) } }
    }
}

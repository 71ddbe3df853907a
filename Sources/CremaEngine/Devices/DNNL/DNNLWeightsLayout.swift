import CDNNL
import CremaData

/// The order of weights that one of oneDNN's convolutions needs, for one shape.
///
/// Orders are blocked: an element's place is a sum of one term per axis. So one table
/// per axis holds it all.
final class DNNLWeightsLayout: Layout {
    let name: String
    private let descriptor: DNNLDescriptor
    /// The place of each index, for each axis of oneDNN's (groups first where there are any).
    private let places: [[Int]]
    private let size: Int

    private static let known = Guarded<[DNNLWeightsLayout]>([])

    /// The one layout of that description; nil where it is the plain order.
    ///
    /// Throws if the order has no blocks.
    static func of(_ descriptor: DNNLDescriptor) throws -> DNNLWeightsLayout? {
        try known.withLock { known in
            if let layout = known.first(where: { $0.descriptor == descriptor }) { return layout }
            let layout = try DNNLWeightsLayout(descriptor)
            if layout.isPlain { return nil }
            known.append(layout)
            return layout
        }
    }

    private init(_ descriptor: DNNLDescriptor) throws {
        self.descriptor = descriptor
        places = try Self.places(descriptor)
        size = descriptor.bytes / MemoryLayout<Float>.stride
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

    private static func places(_ descriptor: DNNLDescriptor) throws -> [[Int]] {
        let axes = try descriptor.number(dnnl_query_ndims_s32)
        let dims = try descriptor.numbers(dnnl_query_dims, count: axes)
        let strides = try descriptor.numbers(dnnl_query_strides, count: axes)
        let blocks = try descriptor.number(dnnl_query_inner_nblks_s32)
        let inner = Array(
            zip(
                try descriptor.numbers(dnnl_query_inner_idxs, count: blocks),
                try descriptor.numbers(dnnl_query_inner_blks, count: blocks)
            )
        )
        return (0..<axes).map { axis in
            (0..<dims[axis]).map { index in
                place(of: index, axis: axis, stride: strides[axis], inner: inner)
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
}

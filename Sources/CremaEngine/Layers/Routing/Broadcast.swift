import CremaProto

/// A small blob repeated over the axes of a larger one: outer x small x inner.
struct Broadcast {
    private let startAxis: Int
    private let small: Int
    private let inner: Int

    /// Throws where the small shape is not that of the large one's axes from `axis` on.
    init(_ small: Shape, over large: Shape, from axis: Int, _ layer: Layer) throws {
        let end = axis + small.axisCount
        guard end <= large.axisCount, Array(large.dims[axis..<end]) == small.dims else {
            throw layer.error(
                "the shape \(small) is not that of the bottom's axes from \(axis) on; the "
                    + "bottom's shape is \(large)",
                field: "bottom"
            )
        }
        startAxis = axis
        self.small = small.count
        inner = large.count(from: end)
    }

    /// Hands over the element of the small blob, the first element and the number of elements of
    /// each run that it is repeated over.
    func forEachRow(
        _ share: Share,
        of shape: Shape,
        _ body: (_ small: Int, _ start: Int, _ count: Int) -> Void
    ) {
        let outer =
            startAxis == 0
            ? 1 : share.images(of: shape.images).count * shape.count(from: 1, to: startAxis)
        for row in 0..<outer * small { body(row % small, row * inner, inner) }
    }

    /// The sums over each run of dy, times x where there is one, overwriting what was there.
    func sum(
        _ dy: UnsafePointer<Float>,
        times x: UnsafePointer<Float>?,
        into memory: Memory,
        _ share: Share,
        _ shape: Shape
    ) {
        let sums = memory.write(.whole)
        sums.update(repeating: 0)
        forEachRow(share, of: shape) { small, start, count in
            var sum: Float = 0
            for index in start..<start + count { sum += dy[index] * (x?[index] ?? 1) }
            sums[small] += sum
        }
    }
}

extension FillerParameter {
    /// The filler of a field whose default is a number other than the schema's.
    static func constant(_ value: Float) -> FillerParameter {
        var filler = FillerParameter()
        filler.type = "constant"
        filler.value = value
        return filler
    }
}

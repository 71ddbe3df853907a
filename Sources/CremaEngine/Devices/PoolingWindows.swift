/// Which inputs each output of a pooling reads, by Caffe's rules.
struct PoolingWindows: Sequence {
    /// The part of a window along one axis.
    struct Span {
        /// The inputs; the padding is cut off.
        var inside: Range<Int>
        /// How many positions count for a mean: those of the padded plane, so that padding counts
        /// as zeros, but not what hangs over beyond it.
        var extent: Int
    }

    /// One output's inputs.
    struct Window {
        var rows: Range<Int>
        var columns: Range<Int>
        /// What a sum is divided by.
        var area: Float
    }

    let geometry: PoolingGeometry
    /// One span an output row.
    let rows: [Span]
    /// One span an output column.
    let columns: [Span]

    init(_ geometry: PoolingGeometry) {
        self.geometry = geometry
        rows = Self.spans(
            geometry.outputHeight, of: geometry.height, kernel: geometry.kernelHeight,
            stride: geometry.strideHeight, pad: geometry.padHeight)
        columns = Self.spans(
            geometry.outputWidth, of: geometry.width, kernel: geometry.kernelWidth,
            stride: geometry.strideWidth, pad: geometry.padWidth)
    }

    /// The windows in the plain order of the outputs.
    func makeIterator() -> AnyIterator<Window> {
        var next = 0
        return AnyIterator { [self] in
            guard next < rows.count * columns.count else { return nil }
            let (row, column) = (rows[next / columns.count], columns[next % columns.count])
            next += 1
            return Window(
                rows: row.inside, columns: column.inside, area: Float(row.extent * column.extent))
        }
    }

    private static func spans(
        _ outputs: Int, of size: Int, kernel: Int, stride: Int, pad: Int
    ) -> [Span] {
        (0..<outputs).map { output in
            let start = output * stride - pad
            let end = Swift.min(start + kernel, size + pad)
            let first = Swift.min(Swift.max(start, 0), size)
            return Span(
                inside: first..<Swift.max(first, Swift.min(end, size)),
                extent: Swift.max(end - start, 1))
        }
    }
}

/// Which inputs each output of a pooling reads, by Caffe's rules.
struct PoolingWindows {
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

        /// The inputs of one row by their places, h * width + w, in planes of that width.
        @inline(__always)
        func places(row: Int, width: Int) -> Range<Int> {
            row * width + columns.lowerBound..<row * width + columns.upperBound
        }
    }

    let geometry: PoolingGeometry
    /// One span an output row.
    let rows: [Span]
    /// One span an output column.
    let columns: [Span]

    init(_ geometry: PoolingGeometry) {
        self.geometry = geometry
        rows = Self.spans(
            geometry.outputHeight,
            of: geometry.height,
            kernel: geometry.kernelHeight,
            stride: geometry.strideHeight,
            pad: geometry.padHeight
        )
        columns = Self.spans(
            geometry.outputWidth,
            of: geometry.width,
            kernel: geometry.kernelWidth,
            stride: geometry.strideWidth,
            pad: geometry.padWidth
        )
    }

    /// Calls `body` with every output's number, in the plain order, and its window.
    @inline(__always)
    func forEach(_ body: (Int, Window) -> Void) {
        for (y, row) in rows.enumerated() {
            for (x, column) in columns.enumerated() {
                body(
                    y * columns.count + x,
                    Window(
                        rows: row.inside,
                        columns: column.inside,
                        area: Float(row.extent * column.extent)
                    )
                )
            }
        }
    }

    private static func spans(
        _ outputs: Int,
        of size: Int,
        kernel: Int,
        stride: Int,
        pad: Int
    ) -> [Span] {
        (0..<outputs).map { output in
            let start = output * stride - pad
            let end = min(start + kernel, size + pad)
            let first = min(max(start, 0), size)
            return Span(
                inside: first..<max(first, min(end, size)),
                extent: max(end - start, 1)
            )
        }
    }
}

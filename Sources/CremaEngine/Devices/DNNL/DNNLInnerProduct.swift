import CDNNL

/// An inner product by oneDNN's matrix multiplication.
final class DNNLInnerProduct: InnerProductOperation {
    let name = "sgemm"
    private let geometry: InnerProductGeometry
    private let library: DNNLLibrary

    init(_ geometry: InnerProductGeometry, library: DNNLLibrary) {
        self.geometry = geometry
        self.library = library
    }

    func forward(
        x: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        b: UnsafePointer<Float>?,
        y: UnsafeMutablePointer<Float>,
        images: Int
    ) throws {
        let rows = images * geometry.rowsPerImage
        if let b {
            for row in 0..<rows {
                (y + row * geometry.outputs).update(from: b, count: geometry.outputs)
            }
        }
        try multiply(
            Matrix(x, rows: rows, columns: geometry.inputs),
            weights(w).transposed,
            into: y,
            adding: b != nil
        )
    }

    func backwardData(
        dy: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>,
        images: Int
    ) throws {
        let rows = images * geometry.rowsPerImage
        try multiply(
            Matrix(dy, rows: rows, columns: geometry.outputs),
            weights(w),
            into: dx,
            adding: false
        )
    }

    func backwardWeights(
        x: UnsafePointer<Float>,
        dy: UnsafePointer<Float>,
        dw: UnsafeMutablePointer<Float>,
        db: UnsafeMutablePointer<Float>?,
        images: Int
    ) throws {
        let rows = images * geometry.rowsPerImage
        let x = Matrix(x, rows: rows, columns: geometry.inputs)
        let gradient = Matrix(dy, rows: rows, columns: geometry.outputs)
        if geometry.isTransposed {
            try multiply(x.transposed, gradient, into: dw, adding: false)
        } else {
            try multiply(gradient.transposed, x, into: dw, adding: false)
        }
        guard let db else { return }
        db.update(repeating: 0, count: geometry.outputs)
        for row in 0..<rows {
            let from = dy + row * geometry.outputs
            for output in 0..<geometry.outputs { db[output] += from[output] }
        }
    }

    /// The weights as N x K, however they are stored.
    private func weights(_ w: UnsafePointer<Float>) -> Matrix {
        geometry.isTransposed
            ? Matrix(w, rows: geometry.inputs, columns: geometry.outputs).transposed
            : Matrix(w, rows: geometry.outputs, columns: geometry.inputs)
    }

    /// A matrix in the plain order, read as it is or with rows and columns swapped.
    private struct Matrix {
        let numbers: UnsafePointer<Float>
        let rows: Int
        let columns: Int
        var isTransposed = false

        init(_ numbers: UnsafePointer<Float>, rows: Int, columns: Int) {
            (self.numbers, self.rows, self.columns) = (numbers, rows, columns)
        }

        var transposed: Matrix {
            var copy = self
            copy.isTransposed.toggle()
            return copy
        }

        var height: Int { isTransposed ? columns : rows }
        var width: Int { isTransposed ? rows : columns }
        var flag: CChar { CChar(bitPattern: UInt8(ascii: isTransposed ? "T" : "N")) }
    }

    private func multiply(
        _ left: Matrix,
        _ right: Matrix,
        into target: UnsafeMutablePointer<Float>,
        adding: Bool
    ) throws {
        guard left.width > 0 else {
            if !adding { target.update(repeating: 0, count: left.height * right.width) }
            return
        }
        guard left.height > 0, right.width > 0 else { return }
        let status = onOneThread {
            dnnl_sgemm(
                left.flag,
                right.flag,
                dnnl_dim_t(left.height),
                dnnl_dim_t(right.width),
                dnnl_dim_t(left.width),
                1,
                left.numbers,
                dnnl_dim_t(left.columns),
                right.numbers,
                dnnl_dim_t(right.columns),
                adding ? 1 : 0,
                target,
                dnnl_dim_t(right.width)
            )
        }
        try check(status, "multiply matrices")
    }
}

/// An inner product as three nested loops.
final class ReferenceInnerProduct: InnerProductOperation {
    let name = "reference"
    private let geometry: InnerProductGeometry

    init(_ geometry: InnerProductGeometry) {
        self.geometry = geometry
    }

    func forward(
        x: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        b: UnsafePointer<Float>?,
        y: UnsafeMutablePointer<Float>,
        images: Int
    ) {
        forEachWeight(images: images) { row, output, weights, step in
            let from = x + row * geometry.inputs
            var sum: Float = 0
            for input in 0..<geometry.inputs { sum += from[input] * w[weights + input * step] }
            y[row * geometry.outputs + output] = sum + (b?[output] ?? 0)
        }
    }

    func backwardData(
        dy: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>,
        images: Int
    ) {
        dx.update(repeating: 0, count: images * geometry.rowsPerImage * geometry.inputs)
        forEachWeight(images: images) { row, output, weights, step in
            let gradient = dy[row * geometry.outputs + output]
            let to = dx + row * geometry.inputs
            for input in 0..<geometry.inputs { to[input] += gradient * w[weights + input * step] }
        }
    }

    func backwardWeights(
        x: UnsafePointer<Float>,
        dy: UnsafePointer<Float>,
        dw: UnsafeMutablePointer<Float>,
        db: UnsafeMutablePointer<Float>?,
        images: Int
    ) {
        dw.update(repeating: 0, count: geometry.inputs * geometry.outputs)
        db?.update(repeating: 0, count: geometry.outputs)
        forEachWeight(images: images) { row, output, weights, step in
            let gradient = dy[row * geometry.outputs + output]
            let from = x + row * geometry.inputs
            for input in 0..<geometry.inputs {
                dw[weights + input * step] += gradient * from[input]
            }
            db?[output] += gradient
        }
    }

    /// Calls `body` with every row and output, where the output's weights begin, and the step from
    /// one to the next.
    private func forEachWeight(images: Int, _ body: (Int, Int, Int, Int) -> Void) {
        let step = geometry.isTransposed ? geometry.outputs : 1
        for row in 0..<images * geometry.rowsPerImage {
            for output in 0..<geometry.outputs {
                body(row, output, geometry.isTransposed ? output : output * geometry.inputs, step)
            }
        }
    }
}

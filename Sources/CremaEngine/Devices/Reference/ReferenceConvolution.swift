/// A convolution as a sum over the kernel's taps, with any number of spatial axes.
///
/// A tap is one position in the kernel. It meets the output in rows along the last axis, where the
/// input runs along it in steps of the stride; the rows leave out what lies in the padding.
final class ReferenceConvolution: ConvolutionOperation {
    let name = "reference"
    let sourceLayout: (any Layout)? = nil
    let targetLayout: (any Layout)? = nil
    let weightsLayout: (any Layout)? = nil

    /// Where a tap begins to read the input and write the output, and for how many outputs.
    private struct Row {
        var x: Int
        var y: Int
        var count: Int
    }

    private let geometry: ConvolutionGeometry
    private let rows: [[Row]]
    private let step: Int
    /// The elements of a plane of x and of y.
    private let xPlane: Int
    private let yPlane: Int

    init(_ geometry: ConvolutionGeometry) {
        self.geometry = geometry
        rows = Self.rows(geometry)
        step = geometry.stride.last ?? 1
        xPlane = geometry.size.reduce(1, *)
        yPlane = geometry.outputSize.reduce(1, *)
    }

    func forward(
        x: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        b: UnsafePointer<Float>?,
        y: UnsafeMutablePointer<Float>,
        images: Int
    ) {
        for plane in 0..<images * geometry.outputs {
            let bias = b?[plane % geometry.outputs] ?? 0
            (y + plane * yPlane).update(repeating: bias, count: yPlane)
        }
        forEachPair(images: images) { weights, xOffset, yOffset in
            for (tap, rows) in rows.enumerated() {
                let weight = w[weights + tap]
                for row in rows {
                    let (from, to) = (x + xOffset + row.x, y + yOffset + row.y)
                    for i in 0..<row.count { to[i] += weight * from[i * step] }
                }
            }
        }
    }

    func backwardData(
        dy: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>,
        images: Int
    ) {
        dx.update(repeating: 0, count: images * geometry.channels * xPlane)
        forEachPair(images: images) { weights, xOffset, yOffset in
            for (tap, rows) in rows.enumerated() {
                let weight = w[weights + tap]
                for row in rows {
                    let (from, to) = (dy + yOffset + row.y, dx + xOffset + row.x)
                    for i in 0..<row.count { to[i * step] += weight * from[i] }
                }
            }
        }
    }

    func backwardWeights(
        x: UnsafePointer<Float>,
        dy: UnsafePointer<Float>,
        dw: UnsafeMutablePointer<Float>,
        db: UnsafeMutablePointer<Float>?,
        images: Int
    ) {
        let perOutput = geometry.channels / geometry.groups * rows.count
        dw.update(repeating: 0, count: geometry.outputs * perOutput)
        forEachPair(images: images) { weights, xOffset, yOffset in
            for (tap, rows) in rows.enumerated() {
                // So many products that a Float would lose digits which faster orders of adding
                // keep.
                var sum = 0.0
                for row in rows {
                    let (left, right) = (x + xOffset + row.x, dy + yOffset + row.y)
                    for i in 0..<row.count { sum += Double(left[i * step]) * Double(right[i]) }
                }
                dw[weights + tap] += Float(sum)
            }
        }
        guard let db else { return }
        db.update(repeating: 0, count: geometry.outputs)
        for plane in 0..<images * geometry.outputs {
            var sum = 0.0
            for i in 0..<yPlane { sum += Double(dy[plane * yPlane + i]) }
            db[plane % geometry.outputs] += Float(sum)
        }
    }

    /// Calls `body` with the offsets of the weights, of the plane of x and of the plane of y, for
    /// every channel that an output reads.
    private func forEachPair(images: Int, _ body: (Int, Int, Int) -> Void) {
        let outputs = geometry.outputs / geometry.groups
        let channels = geometry.channels / geometry.groups
        for image in 0..<images {
            for output in 0..<geometry.outputs {
                for channel in 0..<channels {
                    let source = image * geometry.channels + output / outputs * channels + channel
                    let target = image * geometry.outputs + output
                    body(
                        (output * channels + channel) * rows.count,
                        source * xPlane,
                        target * yPlane
                    )
                }
            }
        }
    }

    /// The rows of every tap, taps in the order of the weights.
    private static func rows(_ geometry: ConvolutionGeometry) -> [[Row]] {
        let output = geometry.outputSize
        var taps = [[Row(x: 0, y: 0, count: 1)]]
        for axis in geometry.size.indices {
            let isLast = axis == geometry.size.count - 1
            taps = taps.flatMap { rows in
                (0..<geometry.kernel[axis]).map { tap in
                    let first = tap * geometry.dilation[axis] - geometry.pad[axis]
                    let stride = geometry.stride[axis]
                    let inside = (0..<output[axis]).filter {
                        (0..<geometry.size[axis]).contains(first + $0 * stride)
                    }
                    return rows.flatMap { row in
                        let x = row.x * geometry.size[axis] + first
                        let y = row.y * output[axis]
                        if !isLast {
                            return inside.map { Row(x: x + $0 * stride, y: y + $0, count: 1) }
                        }
                        guard let start = inside.first else { return [] }
                        return [Row(x: x + start * stride, y: y + start, count: inside.count)]
                    }
                }
            }
        }
        return taps
    }
}

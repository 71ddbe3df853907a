import CremaProto

/// The places of the `top_k` largest elements, of each item or along `axis`; of equal elements
/// the later ones come first.
///
/// Without `axis` the top is N x 1 x k, or N x 2 x k with the values behind the places
/// (`out_max_val`). With `axis` it is the bottom's shape with k in that axis, and holds the
/// values in place of the places with `out_max_val`.
final class ArgMaxLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "ArgMax",
            summary: "Finds the positions of the largest elements.",
            notes: [
                "Among equal elements the later one comes first.",
                "Without `axis` the top is N x 1 x k, or N x 2 x k with the values after the "
                    + "positions.",
            ],
            field: "argmax_param",
            usage: "argmax_param { top_k: 5 }",
            bottoms: .exactly(1),
            tops: .exactly(1)
        )
    }

    private var split: AxisSplit!
    private var fields: ArgMaxParameter { parameter.argmaxParam }
    private var k: Int { Int(fields.topK) }

    override var grain: Grain { .batch }

    override func allowsForceBackward(bottom index: Int) -> Bool { false }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        let axis =
            fields.hasAxis ? try axis(fields.axis, of: shape, field: "argmax_param.axis") : nil
        split =
            if let axis { AxisSplit(shape, axis: axis) } else {
                AxisSplit(Shape([shape.images, shape.imageCount]), axis: 1)
            }
        guard k > 0, k <= split.extent else {
            throw error(
                "top_k is from 1 to the \(split.extent) elements, found \(k)",
                field: "argmax_param.top_k"
            )
        }
        if let axis {
            top[0].reshape(to: shape.with(axis, k))
        } else {
            // Caffe keeps the number of axes.
            let rest = Array(repeating: 1, count: max(shape.axisCount - 3, 0))
            top[0].reshape(to: Shape([shape.images, fields.outMaxVal ? 2 : 1, k] + rest))
        }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, .whole)
        let y = top[0].data.write(nil, .whole)
        for item in 0..<split.outer {
            for place in 0..<split.inner {
                let start = item * split.extent * split.inner + place
                write(best(x + start), of: x + start, to: y, item, place)
            }
        }
    }

    private func best(_ x: UnsafePointer<Float>) -> ArraySlice<Int> {
        let sorted = (0..<split.extent).sorted { a, b in
            let (left, right) = (x[a * split.inner], x[b * split.inner])
            return left == right ? a > b : left > right
        }
        return sorted.prefix(k)
    }

    private func write(
        _ best: ArraySlice<Int>,
        of x: UnsafePointer<Float>,
        to y: UnsafeMutablePointer<Float>,
        _ item: Int,
        _ place: Int
    ) {
        for (rank, index) in best.enumerated() {
            let value = x[index * split.inner]
            if fields.hasAxis {
                y[(item * k + rank) * split.inner + place] = fields.outMaxVal ? value : Float(index)
            } else if fields.outMaxVal {
                y[item * 2 * k + rank] = Float(index)
                y[item * 2 * k + k + rank] = value
            } else {
                y[item * k + rank] = Float(index)
            }
        }
    }
}

import CremaProto

/// One number of all elements from `axis` on, times `coeff`: their sum, sum of absolutes or
/// squares, or mean.
final class ReductionLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Reduction",
            summary: "Sums or averages over all axes from one on.",
            notes: [
                "The axes from `axis` on are dropped; with `axis: 0` the top is a single number."
            ],
            field: "reduction_param",
            usage: "reduction_param { operation: MEAN axis: 1 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                .init("reduction_param { axis: 1 }", bottoms: [[2, 3, 2, 2]]),
                .init("reduction_param { operation: MEAN coeff: 2.5 }", bottoms: [[2, 3]]),
                .init(
                    "reduction_param { operation: ASUM axis: 2 }",
                    bottoms: [[2, 3, 4]],
                    kink: (at: 0, range: 0.02)
                ),
                .init(
                    "reduction_param { operation: SUMSQ axis: -1 coeff: 0.3 }",
                    bottoms: [[3, 4]]
                ),
            ]
        )
    }

    private var reducedAxis = 0
    private var fields: ReductionParameter { parameter.reductionParam }

    override var grain: Grain { reducedAxis == 0 ? .batch : .images }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        reducedAxis = try axis(fields.axis, of: shape, field: "reduction_param.axis")
        top[0].reshape(to: Shape(Array(shape.dims[..<reducedAxis])))
    }

    private func factor(_ rows: AxisRows) -> Float {
        fields.operation == .mean ? fields.coeff / Float(max(rows.length, 1)) : fields.coeff
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let rows = AxisRows(bottom[0].shape, axis: reducedAxis, share)
        let x = bottom[0].data.read(nil, share)
        let y = top[0].data.write(nil, share)
        let factor = factor(rows)
        for row in 0..<rows.count {
            let values = UnsafeBufferPointer(start: x + row * rows.length, count: rows.length)
            let sum: Float =
                switch fields.operation {
                case .sum, .mean: values.reduce(0) { $0 + $1 }
                case .asum: values.reduce(0) { $0 + abs($1) }
                case .sumsq: values.reduce(0) { $0 + $1 * $1 }
                }
            y[row] = sum * factor
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let rows = AxisRows(bottom[0].shape, axis: reducedAxis, share)
        let x = bottom[0].data.read(nil, share)
        let dx = bottom[0].diff.write(nil, share)
        let dy = top[0].diff.read(nil, share)
        let factor = factor(rows)
        for row in 0..<rows.count {
            let slope = dy[row] * factor
            let (x, dx) = (x + row * rows.length, dx + row * rows.length)
            switch fields.operation {
            case .sum, .mean: dx.update(repeating: slope, count: rows.length)
            case .asum:
                mapElements(x, dx, rows.length) { $0 > 0 ? slope : $0 < 0 ? -slope : 0 }
            case .sumsq: mapElements(x, dx, rows.length) { 2 * slope * $0 }
            }
        }
    }
}

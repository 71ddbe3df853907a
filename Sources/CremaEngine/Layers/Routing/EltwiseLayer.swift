import CremaProto

/// Joins blobs of one shape element by element: their sum (each times its `coeff`), product or
/// maximum.
///
/// Of equal elements the second bottom's counts as the maximum before the first's, later ones
/// only if they are larger.
final class EltwiseLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Eltwise",
            summary: "Adds, multiplies or compares blobs element by element.",
            notes: [
                "For MAX, of two equal elements the second bottom's wins."
            ],
            differences: [
                .inPlaceGradient
            ],
            field: "eltwise_param",
            usage: "eltwise_param { operation: SUM }",
            bottoms: .atLeast(2),
            tops: .exactly(1),
            inPlace: .beside,
            examples: [
                .init("", bottoms: [[2, 3, 2, 2], [2, 3, 2, 2], [2, 3, 2, 2]]),
                .init(
                    "eltwise_param { coeff: 1 coeff: -0.5 }",
                    bottoms: [[2, 3, 2, 2], [2, 3, 2, 2]]
                ),
                .init(
                    "eltwise_param { operation: PROD }",
                    bottoms: [[2, 3, 2, 2], [2, 3, 2, 2], [2, 3, 2, 2]]
                ),
                .init(
                    "eltwise_param { operation: PROD stable_prod_grad: false }",
                    bottoms: [[2, 3], [2, 3]],
                    range: 0.5...1
                ),
                .init(
                    "eltwise_param { operation: MAX }",
                    bottoms: [[2, 4, 3], [2, 4, 3], [2, 4, 3]],
                    range: -10...10,
                    step: 1e-3,
                    threshold: 1e-2
                ),
            ]
        )
    }

    private var fields: EltwiseParameter { parameter.eltwiseParam }

    override var topUse: TopUse {
        fields.operation == .prod && !fields.stableProdGrad ? .values : .nothing
    }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard fields.coeff.isEmpty || fields.coeff.count == bottom.count else {
            throw error(
                "coeff is given for each of the \(bottom.count) bottoms or not at all; found "
                    + "\(fields.coeff.count)",
                field: "eltwise_param.coeff"
            )
        }
        guard fields.coeff.isEmpty || fields.operation != .prod else {
            throw error("coeff is for the operation SUM only", field: "eltwise_param.coeff")
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        for other in bottom.dropFirst() where other.shape != bottom[0].shape {
            throw error(
                "the bottoms must have the same shape; found \(bottom[0].shape) and \(other.shape)",
                field: "bottom"
            )
        }
        top[0].reshape(to: bottom[0].shape)
    }

    // Caffe accepts coefficients with MAX, too, and never reads them.
    private func coefficient(_ index: Int) -> Float {
        fields.coeff.isEmpty || fields.operation != .sum ? 1 : fields.coeff[index]
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        // Zeros stay zeros under each operation, so any layout will do.
        let layout = bottom[0].data.currentLayout(share)
        let count = bottom[0].data.count(layout, share)
        let y = top[0].data.write(layout, share)
        let a = coefficient(0)
        mapElements(bottom[0].data.read(layout, share), y, count) { a * $0 }
        for number in bottom.indices.dropFirst() {
            join(bottom[number].data.read(layout, share), coefficient(number), y, count)
        }
    }

    /// Joins one more bottom to what there is of the top.
    private func join(
        _ x: UnsafePointer<Float>,
        _ coefficient: Float,
        _ y: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        switch fields.operation {
        case .sum: mapElements(x, y, y, count) { $1 + coefficient * $0 }
        case .prod: mapElements(x, y, y, count) { $1 * $0 }
        case .max: mapElements(x, y, y, count) { $1 > $0 ? $1 : $0 }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let layout = fields.operation == .sum ? top[0].diff.currentLayout(share) : nil
        let count = top[0].diff.count(layout, share)
        let dy = top[0].diff.read(layout, share)
        for number in bottom.indices where propagateDown[number] {
            let dx = bottom[number].diff.write(layout, share)
            switch fields.operation {
            case .sum:
                let coefficient = coefficient(number)
                mapElements(dy, dx, count) { coefficient * $0 }
            case .prod: multiply(dy, dx, number, bottom, top[0], share)
            case .max: choose(dy, dx, number, bottom, share)
            }
        }
    }

    /// dx = dy times the product of the other bottoms.
    private func multiply(
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        _ number: Int,
        _ bottom: [Blob],
        _ top: Blob,
        _ share: Share
    ) {
        let count = top.data.count(share)
        guard fields.stableProdGrad else {
            let (x, y) = (bottom[number].data.read(nil, share), top.data.read(nil, share))
            for index in 0..<count { dx[index] = y[index] / x[index] * dy[index] }
            return
        }
        dx.update(from: dy, count: count)
        for other in bottom.indices where other != number {
            mapElements(bottom[other].data.read(nil, share), dx, dx, count) { $0 * $1 }
        }
    }

    /// dx = dy where this bottom held the maximum.
    private func choose(
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        _ number: Int,
        _ bottom: [Blob],
        _ share: Share
    ) {
        let values = bottom.map { $0.data.read(nil, share) }
        for index in 0..<bottom[0].data.count(share) {
            var winner = values[0][index] > values[1][index] ? 0 : 1
            for other in values.indices.dropFirst(2)
            where values[other][index] > values[winner][index] {
                winner = other
            }
            dx[index] = winner == number ? dy[index] : 0
        }
    }
}

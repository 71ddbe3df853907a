import CremaProto

/// How far each class's score is on the wrong side of its margin: sum of max(0, 1 - s x)^p / N.
///
/// s is 1 for the label's class, else -1; p is 1 or 2 (`norm`). Bottoms: N x classes scores, N
/// labels.
final class HingeLossLayer: LossLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "HingeLoss",
            summary: "Measures how far scores are on the wrong side of a margin.",
            differences: [
                .labels
            ],
            field: "hinge_loss_param",
            usage: "hinge_loss_param { norm: L2 }",
            bottoms: .exactly(2),
            tops: .exactly(1),
            makesAnonymousTops: true,
            examples: [
                .init("", bottoms: [[4, 5], [4]], labels: [1: 5], step: 1e-3),
                .init(
                    "hinge_loss_param { norm: L2 }",
                    bottoms: [[4, 5], [4]],
                    range: -2...2,
                    labels: [1: 5]
                ),
            ]
        )
    }

    private var isSquared: Bool { parameter.hingeLossParam.norm == .l2 }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        try requireOneLabelPerItem(bottom)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let isSquared = isSquared
        var sum = 0.0
        try forEachMargin(bottom) { _, _, margin in
            sum += Double(isSquared ? margin * margin : margin)
        }
        top[0].data.write(nil, .whole).pointee = Float(sum / Double(max(bottom[0].shape.images, 1)))
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        try refuseLabelGradient(propagateDown)
        guard propagateDown[0] else { return }
        let scale = top[0].diff.read(nil, .whole).pointee / Float(max(bottom[0].shape.images, 1))
        let isSquared = isSquared
        let dx = bottom[0].diff.write(nil, .whole)
        try forEachMargin(bottom) { index, sign, margin in
            let slope: Float = isSquared ? 2 * margin : margin > 0 ? 1 : 0
            dx[index] = -sign * scale * slope
        }
    }

    /// Hands over each score's place, the sign that it should have, and by how much it misses its
    /// margin.
    private func forEachMargin(
        _ bottom: [Blob],
        _ body: (_ index: Int, _ sign: Float, _ margin: Float) -> Void
    ) throws {
        let x = bottom[0].data.read(nil, .whole)
        let classes = bottom[0].shape.imageCount
        for (item, label) in bottom[1].data.read(.whole).enumerated() {
            let wanted = try classIndex(label, of: classes, ignoring: nil, at: item)
            for index in 0..<classes {
                let sign: Float = index == wanted ? 1 : -1
                let place = item * classes + index
                body(place, sign, max(0, 1 - sign * x[place]))
            }
        }
    }
}

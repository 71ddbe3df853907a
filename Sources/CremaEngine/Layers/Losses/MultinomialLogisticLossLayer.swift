import Glibc

/// The mean of -log p(label), from probabilities (N x classes) and N labels.
final class MultinomialLogisticLossLayer: LossLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "MultinomialLogisticLoss",
            summary: "Measures how improbable the labels are under the given probabilities.",
            notes: [
                "Probabilities count as at least 1e-20. For scores, SoftmaxWithLoss is the better "
                    + "choice."
            ],
            differences: [
                .labels
            ],
            bottoms: .exactly(2),
            tops: .exactly(1),
            makesAnonymousTops: true,
            examples: [
                .init(
                    "",
                    bottoms: [[4, 5], [4]],
                    range: 0.1...1,
                    labels: [1: 5],
                    step: 1e-3,
                    threshold: 1e-2
                )
            ]
        )
    }

    /// Caffe's least probability.
    private static let least: Float = 1e-20

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        try requireOneLabelPerItem(bottom)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let p = bottom[0].data.read(nil, .whole)
        var sum = 0.0
        try forEachLabel(bottom) { sum -= Double(log(max(p[$0], Self.least))) }
        top[0].data.write(nil, .whole).pointee = Float(sum / Double(max(bottom[0].shape.images, 1)))
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        try refuseLabelGradient(propagateDown)
        guard propagateDown[0] else { return }
        let p = bottom[0].data.read(nil, .whole)
        let dp = bottom[0].diff.write(.whole)
        dp.update(repeating: 0)
        let scale = top[0].diff.read(nil, .whole).pointee / Float(max(bottom[0].shape.images, 1))
        try forEachLabel(bottom) { dp[$0] = -scale / max(p[$0], Self.least) }
    }

    /// Hands over the place of each label's probability.
    private func forEachLabel(_ bottom: [Blob], _ body: (Int) -> Void) throws {
        let scores = bottom[0].shape
        let split = AxisSplit([scores.images, scores.imageCount], axis: 1)
        try forEachLabel(of: bottom[1], in: split, ignoring: nil) { body($0 + $1) }
    }
}

import CremaProto
import Glibc

/// The cross entropy of targets from 0 to 1 and the sigmoid of scores: -sum of t log p + (1 - t)
/// log(1 - p).
///
/// It is divided according to `normalization`, by the number of items by default. Targets may be
/// fractions.
final class SigmoidCrossEntropyLossLayer: LossLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "SigmoidCrossEntropyLoss",
            summary: "Measures how improbable the targets are under the sigmoid of the scores.",
            notes: [
                "By default the sum is divided by the number of items, not of elements.",
                "Targets may be fractions.",
            ],
            field: "loss_param",
            bottoms: .exactly(2),
            tops: .exactly(1),
            makesAnonymousTops: true,
            examples: [
                .init("", bottoms: [[5, 3], [5, 3]], labels: [1: 2]),
                .init(
                    "loss_param { ignore_label: 1 normalization: VALID }",
                    bottoms: [[5, 3], [5, 3]],
                    labels: [1: 2]
                ),
                .init(
                    "loss_param { normalization: NONE }",
                    bottoms: [[2, 3], [2, 3]],
                    labels: [1: 2]
                ),
            ]
        )
    }

    private var divisor: Float = 1

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        try requireOneCount(bottom)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let (x, t) = (bottom[0].data.read(.whole), bottom[1].data.read(.whole))
        let ignored = parameter.lossParam.ignored
        var loss = 0.0
        var valid = 0
        for index in x.indices where !isIgnored(t[index], ignored) {
            // In the form that overflows for no x.
            loss += Double(max(x[index], 0) - x[index] * t[index] + log1p(exp(-abs(x[index]))))
            valid += 1
        }
        divisor = LossNormalization(parameter.lossParam, standard: .batchSize).divisor(
            total: x.count,
            valid: valid,
            images: bottom[0].shape.images
        )
        top[0].data.write(nil, .whole).pointee = Float(loss / Double(divisor))
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        try refuseLabelGradient(propagateDown)
        guard propagateDown[0] else { return }
        let (x, t) = (bottom[0].data.read(.whole), bottom[1].data.read(.whole))
        let ignored = parameter.lossParam.ignored
        let dx = bottom[0].diff.write(nil, .whole)
        let scale = top[0].diff.read(nil, .whole).pointee / divisor
        for index in x.indices {
            dx[index] = isIgnored(t[index], ignored) ? 0 : scale * (sigmoid(x[index]) - t[index])
        }
    }

    /// Whether a target, its fraction cut off, is the label to ignore.
    private func isIgnored(_ target: Float, _ ignored: Int?) -> Bool {
        guard let ignored, abs(target) < Float(Int32.max) else { return false }
        return Int(target) == ignored
    }
}

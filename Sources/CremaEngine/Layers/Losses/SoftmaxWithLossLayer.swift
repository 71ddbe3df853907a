import CremaProto
import Glibc

/// The cross entropy of labels and the softmax of scores: -sum of log p(label), divided as
/// `normalization` says.
///
/// Bottoms: scores with the classes along `axis`, and one label for each place. Tops: the loss,
/// and the probabilities.
final class SoftmaxWithLossLayer: LossLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "SoftmaxWithLoss",
            summary: "Measures how improbable the labels are under the softmax of the scores.",
            notes: [
                "By default the sum is divided by the number of labels that are not ignored.",
                "The second top is the probabilities.",
            ],
            differences: [
                .labels,
                .engine("softmax_param.engine"),
                .init(
                    "A second top needs no `loss_weight`, and its gradient is used; Caffe requires "
                        + "one for each top, and drops the gradient."
                ),
            ],
            field: "loss_param",
            moreFields: ["softmax_param"],
            usage: "loss_param { ignore_label: 255 }",
            bottoms: .exactly(2),
            tops: .between(1, 2),
            makesAnonymousTops: true,
            examples: [
                .init("", bottoms: [[4, 5], [4]], labels: [1: 5]),
                .init("", bottoms: [[2, 3, 2, 2], [2, 1, 2, 2]], labels: [1: 3]),
                .init("softmax_param { axis: 2 }", bottoms: [[2, 2, 3], [2, 2]], labels: [1: 3]),
                .init(
                    "loss_param { ignore_label: 1 }",
                    bottoms: [[2, 3, 2, 2], [2, 2, 2]],
                    labels: [1: 3]
                ),
                .init(
                    "loss_param { ignore_label: 0 normalization: FULL }",
                    bottoms: [[5, 3], [5]],
                    labels: [1: 3]
                ),
                .init(
                    "loss_param { normalization: BATCH_SIZE }",
                    bottoms: [[2, 3, 2], [2, 2]],
                    labels: [1: 3]
                ),
                .init(
                    "loss_param { normalization: NONE }",
                    bottoms: [[3, 3], [3]],
                    labels: [1: 3]
                ),
                .init(
                    "loss_param { normalize: false }",
                    bottoms: [[2, 3, 2], [2, 2]],
                    labels: [1: 3]
                ),
            ]
        )
    }

    private var split: AxisSplit!
    private let probabilities = Blob()
    private var divisor: Float = 1

    // The second top shows the probabilities that the gradient is computed from.
    override var topUse: TopUse { .values }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        let shape = bottom[0].shape
        let axis = try axis(parameter.softmaxParam.axis, of: shape, field: "softmax_param.axis")
        split = AxisSplit(shape, axis: axis)
        try requireLabels(bottom[1], for: shape, axis: axis)
        probabilities.reshape(to: shape)
        guard top.count > 1 else { return }
        top[1].reshape(to: shape)
        top[1].shareData(with: probabilities)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let p = probabilities.data.write(nil, .whole)
        split.softmax(bottom[0].data.read(nil, .whole), p, outer: split.outer)
        // A sum of many small numbers: twice the digits, so that its order does not matter.
        var loss = 0.0
        let valid = try forEachLabel(of: bottom[1]) { _, chosen in
            loss -= Double(log(max(p[chosen], .leastNormalMagnitude)))
        }
        divisor = LossNormalization(parameter.lossParam).divisor(
            total: split.outer * split.inner,
            valid: valid,
            images: split.outer
        )
        top[0].data.write(nil, .whole).pointee = Float(loss / Double(divisor))
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        try refuseLabelGradient(propagateDown)
        guard propagateDown[0] else { return }
        let p = probabilities.data.read(nil, .whole)
        let dx = bottom[0].diff.write(.whole)
        dx.update(repeating: 0)
        let scale = top[0].diff.read(nil, .whole).pointee / divisor
        try forEachLabel(of: bottom[1]) { start, chosen in
            for index in stride(
                from: start,
                to: start + split.extent * split.inner,
                by: split.inner
            ) {
                dx[index] = scale * p[index]
            }
            dx[chosen] -= scale
        }
        guard top.count > 1 else { return }
        let dp = top[1].diff.read(nil, .whole)
        split.softmaxGradient(p, dp, dx.baseAddress!, outer: split.outer, adding: true)
    }

    /// Hands over the place of the first score and that of the label's for each label that
    /// counts; returns their number.
    @discardableResult
    private func forEachLabel(
        of labels: Blob,
        _ body: (_ start: Int, _ chosen: Int) -> Void
    ) throws -> Int {
        try forEachLabel(of: labels, in: split, ignoring: parameter.lossParam.ignored) {
            body($0, $0 + $1 * split.inner)
        }
    }
}

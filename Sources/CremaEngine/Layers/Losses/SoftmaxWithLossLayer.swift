import CremaProto
import Glibc

/// The cross entropy of labels and the softmax of scores: -sum of log p(label), divided as
/// `normalization` says.
///
/// Bottoms: scores with the classes along `axis`, and one label for each place. Tops: the loss,
/// and the probabilities.
final class SoftmaxWithLossLayer: SoftmaxLossBase {
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

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        let shape = bottom[0].shape
        let axis = try axis(parameter.softmaxParam.axis, of: shape, field: "softmax_param.axis")
        try requireLabels(bottom[1], for: shape, axis: axis)
        reshape(shape, axis: axis, top: top)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let step = split.inner
        try measure(bottom, top) { p, wanted, loss in
            loss -= Double(log(max(p[wanted * step], .leastNormalMagnitude)))
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        try refuseLabelGradient(propagateDown)
        guard propagateDown[0] else { return }
        let (step, end) = (split.inner, split.extent * split.inner)
        try differentiate(bottom, top) { p, dx, wanted, scale in
            for index in stride(from: 0, to: end, by: step) { dx[index] = scale * p[index] }
            dx[wanted * step] -= scale
        }
    }
}

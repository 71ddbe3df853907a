import CremaProto

/// Probabilities from scores along `axis`: y = exp(x) / sum of exp(x).
final class SoftmaxLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Softmax",
            summary: "Turns scores into probabilities that sum to 1.",
            differences: [
                .engine("softmax_param.engine")
            ],
            field: "softmax_param",
            usage: "softmax_param { axis: 1 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 5]]),
                .init("", bottoms: [[2, 4, 2, 3]]),
                .init("softmax_param { axis: -1 }", bottoms: [[2, 3, 4]]),
                .init("softmax_param { axis: 0 }", bottoms: [[3, 2]]),
            ]
        )
    }

    private var split: AxisSplit!
    private var isAcrossBatch = false

    override var grain: Grain { isAcrossBatch ? .batch : .images }

    override var topUse: TopUse { .values }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let axis = try axis(
            parameter.softmaxParam.axis,
            of: bottom[0].shape,
            field: "softmax_param.axis"
        )
        split = AxisSplit(bottom[0].shape, axis: axis)
        isAcrossBatch = axis == 0
        top[0].reshape(to: bottom[0].shape)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        split.softmax(
            bottom[0].data.read(nil, share),
            top[0].data.write(nil, share),
            outer: outer(top[0], share)
        )
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        split.softmaxGradient(
            top[0].data.read(nil, share),
            top[0].diff.read(nil, share),
            bottom[0].diff.write(nil, share),
            outer: outer(top[0], share)
        )
    }

    private func outer(_ blob: Blob, _ share: Share) -> Int {
        isAcrossBatch ? split.outer : split.outer(share, of: blob.shape)
    }
}

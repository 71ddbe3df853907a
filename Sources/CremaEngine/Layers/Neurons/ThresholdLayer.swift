import CremaProto

/// y = 1 where x is above `threshold`, else 0.
///
/// It has no gradient.
final class ThresholdLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Threshold",
            summary: "Says of each element whether it is above a threshold.",
            field: "threshold_param",
            usage: "threshold_param { threshold: 0.5 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed
        )
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        top[0].reshape(to: bottom[0].shape)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let threshold = parameter.thresholdParam.threshold
        mapElements(
            bottom[0].data.read(nil, share),
            top[0].data.write(nil, share),
            bottom[0].data.count(share)
        ) { $0 > threshold ? 1 : 0 }
    }
}

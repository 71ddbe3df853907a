import CremaProto

/// A learnable blob as a top, of the shape `shape`; it begins as zeros.
final class ParameterLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Parameter",
            summary: "Provides a learnable blob to other layers.",
            notes: [
                "It has no filler: its values come from a weights file, or from Python."
            ],
            field: "parameter_param",
            usage: "parameter_param { shape { dim: 10 } }",
            bottoms: .exactly(0),
            tops: .exactly(1)
        )
    }

    override var grain: Grain { .batch }
    // The top is the parameter.
    override var topUse: TopUse { .values }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let dims = parameter.parameterParam.shape.dim.map(Int.init)
        blobs = [Blob(shape: try shape(dims, field: "parameter_param.shape"))]
        top[0].reshape(to: blobs[0].shape)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        top[0].reshape(to: blobs[0].shape)
        top[0].shareData(with: blobs[0])
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {}

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard wantsGradient(of: 0) else { return }
        blobs[0].partial(share).write(nil, .whole).update(
            from: top[0].diff.read(nil, .whole),
            count: blobs[0].count
        )
    }
}

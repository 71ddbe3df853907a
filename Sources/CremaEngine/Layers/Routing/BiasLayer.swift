import CremaProto

/// Adds a smaller blob that is repeated over the axes around it.
///
/// The smaller blob has the bottom's extents from `axis` on, `num_axes` of them; it is learned,
/// or the second bottom.
final class BiasLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Bias",
            summary: "Adds a learned bias to each channel, or along other axes.",
            notes: [
                "With one bottom the bias is learned; with two it is the second bottom."
            ],
            field: "bias_param",
            bottoms: .between(1, 2),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("bias_param { filler { type: \"gaussian\" } }", bottoms: [[2, 3, 4, 5]]),
                .init("bias_param { num_axes: 0 }", bottoms: [[2, 3]]),
                .init("bias_param { axis: 0 num_axes: 2 }", bottoms: [[2, 3, 2]]),
                .init("bias_param { axis: 1 }", bottoms: [[2, 3, 2, 2], [3, 2]]),
            ]
        )
    }

    private var isLearned = true
    private var startAxis = 1
    private var broadcast: Broadcast!

    private var fields: BiasParameter { parameter.biasParam }

    // A second bottom's gradient is a sum over the batch.
    override var grain: Grain { startAxis > 0 && isLearned ? .images : .batch }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        isLearned = bottom.count == 1
        startAxis = try startAxis(fields.axis, bottom, field: "bias_param.axis")
        guard isLearned else { return }
        let shape = try smallShape(
            of: bottom[0].shape,
            from: startAxis,
            axes: Int(fields.numAxes),
            field: "bias_param.num_axes"
        )
        blobs = [Blob(shape: shape)]
        try fill(0, fields.filler, field: "bias_param.filler")
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        broadcast = try Broadcast(
            isLearned ? blobs[0].shape : bottom[1].shape,
            over: bottom[0].shape,
            from: startAxis,
            self
        )
        top[0].reshape(to: bottom[0].shape)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, share)
        let y = top[0].data.write(nil, share)
        let biases = (isLearned ? blobs[0] : bottom[1]).data.read(nil, .whole)
        broadcast.forEachRow(share, of: bottom[0].shape) { small, start, count in
            let bias = biases[small]
            mapElements(x + start, y + start, count) { $0 + bias }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let dy = top[0].diff.read(nil, share)
        if isLearned, wantsGradient(of: 0) {
            broadcast.sum(dy, times: nil, into: blobs[0].partial(share), share, bottom[0].shape)
        } else if !isLearned, propagateDown[1] {
            broadcast.sum(dy, times: nil, into: bottom[1].diff, share, bottom[0].shape)
        }
        guard propagateDown[0], bottom[0] !== top[0] else { return }
        bottom[0].diff.write(nil, share).update(from: dy, count: bottom[0].diff.count(share))
    }
}

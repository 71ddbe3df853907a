import CremaProto

/// Adds a smaller blob that is repeated over the axes around it.
///
/// The smaller blob has the bottom's extents from `axis` on, `num_axes` of them; it is learned,
/// or the second bottom.
final class BiasLayer: BroadcastBase {
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

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let fields = parameter.biasParam
        _ = try makeSmall(
            for: bottom,
            axis: fields.axis,
            axes: fields.numAxes,
            filler: fields.filler,
            block: "bias_param"
        )
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, share)
        let y = top[0].data.write(nil, share)
        let biases = small(bottom).data.read(nil, .whole)
        broadcast.forEachRow(share, of: bottom[0].shape) { small, start, count in
            let bias = biases[small]
            mapElements(x + start, y + start, count) { $0 + bias }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let dy = top[0].diff.read(nil, share)
        differentiateSmall(dy, times: nil, bottom, propagateDown, share)
        guard propagateDown[0], bottom[0] !== top[0] else { return }
        bottom[0].diff.write(nil, share).update(from: dy, count: bottom[0].diff.count(share))
    }
}

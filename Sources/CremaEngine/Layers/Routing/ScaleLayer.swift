import CremaProto

/// Multiplies with a smaller blob that is repeated over the axes around it, and adds another one
/// with `bias_term`.
///
/// The smaller blob has the bottom's extents from `axis` on, `num_axes` of them; it is learned,
/// or the second bottom.
final class ScaleLayer: BroadcastBase {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Scale",
            summary: "Multiplies each channel, or slices along other axes, by learned factors.",
            notes: [
                "With one bottom the factors are learned; with two they are the second bottom, "
                    + "whose shape gives the axes."
            ],
            field: "scale_param",
            usage: "scale_param { bias_term: true }",
            bottoms: .between(1, 2),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("scale_param { filler { type: \"gaussian\" } }", bottoms: [[2, 3, 4, 5]]),
                .init(
                    "scale_param { filler { type: \"gaussian\" } bias_term: true "
                        + "bias_filler { type: \"gaussian\" } }",
                    bottoms: [[2, 3, 2, 2]]
                ),
                .init(
                    "scale_param { axis: 0 num_axes: 2 filler { type: \"gaussian\" } "
                        + "bias_term: true }",
                    bottoms: [[2, 3, 2]]
                ),
                .init("scale_param { num_axes: 0 bias_term: true }", bottoms: [[2, 3]]),
                .init("scale_param { axis: 1 num_axes: -1 }", bottoms: [[2, 3, 2]]),
                .init("scale_param { axis: 1 }", bottoms: [[2, 3, 2, 2], [3, 2]]),
                .init("scale_param { axis: 0 bias_term: true }", bottoms: [[2, 3, 2], [2]]),
            ]
        )
    }

    /// The input where the top takes its place.
    private let keptInput = Memory(shape: [0])

    private var fields: ScaleParameter { parameter.scaleParam }
    private var biasIndex: Int { isLearned ? 1 : 0 }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let shape = try makeSmall(
            for: bottom,
            axis: fields.axis,
            axes: fields.numAxes,
            filler: fields.hasFiller ? fields.filler : .constant(1),
            block: "scale_param"
        )
        if fields.biasTerm {
            blobs.append(Blob(shape: shape))
            try fill(
                biasIndex,
                fields.hasBiasFiller ? fields.biasFiller : .constant(0),
                field: "scale_param.bias_filler"
            )
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        guard !fields.biasTerm || isLearned || blobs[0].shape == bottom[1].shape else {
            throw error(
                "the biases were made for factors of the shape \(blobs[0].shape); found "
                    + "\(bottom[1].shape)"
            )
        }
        if bottom[0] === top[0] { keptInput.reshape(to: bottom[0].shape) }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, share)
        if bottom[0] === top[0] {
            keptInput.write(nil, share).update(from: x, count: bottom[0].data.count(share))
        }
        let y = top[0].data.write(nil, share)
        let factors = small(bottom).data.read(nil, .whole)
        let biases = fields.biasTerm ? blobs[biasIndex].data.read(nil, .whole) : nil
        broadcast.forEachRow(share, of: bottom[0].shape) { small, start, count in
            let (factor, bias) = (factors[small], biases?[small] ?? 0)
            mapElements(x + start, y + start, count) { factor * $0 + bias }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let x = (bottom[0] === top[0] ? keptInput : bottom[0].data).read(nil, share)
        let dy = top[0].diff.read(nil, share)
        if fields.biasTerm, wantsGradient(of: biasIndex) {
            broadcast.sum(
                dy,
                times: nil,
                into: blobs[biasIndex].partial(share),
                share,
                bottom[0].shape
            )
        }
        differentiateSmall(dy, times: x, bottom, propagateDown, share)
        guard propagateDown[0] else { return }
        let factors = small(bottom).data.read(nil, .whole)
        let dx = bottom[0].diff.write(nil, share)
        broadcast.forEachRow(share, of: bottom[0].shape) { small, start, count in
            let factor = factors[small]
            mapElements(dy + start, dx + start, count) { factor * $0 }
        }
    }
}

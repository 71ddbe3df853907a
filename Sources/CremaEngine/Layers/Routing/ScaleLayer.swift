import CremaProto

/// Multiplies with a smaller blob that is repeated over the axes around it, and adds another one
/// with `bias_term`.
///
/// The smaller blob has the bottom's extents from `axis` on, `num_axes` of them; it is learned,
/// or the second bottom.
final class ScaleLayer: Layer {
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

    private var isLearned = true
    private var startAxis = 1
    private var broadcast: Broadcast!
    /// The input where the top takes its place.
    private let keptInput = Memory(shape: [0])

    private var fields: ScaleParameter { parameter.scaleParam }
    private var biasIndex: Int { isLearned ? 1 : 0 }

    // A second bottom's gradient is a sum over the batch.
    override var grain: Grain { startAxis > 0 && isLearned ? .images : .batch }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        isLearned = bottom.count == 1
        startAxis = try startAxis(fields.axis, bottom, field: "scale_param.axis")
        let shape = try smallShape(bottom)
        if isLearned {
            blobs = [Blob(shape: shape)]
            try fill(
                0,
                fields.hasFiller ? fields.filler : .constant(1),
                field: "scale_param.filler"
            )
        }
        if fields.biasTerm {
            blobs.append(Blob(shape: shape))
            try fill(
                biasIndex,
                fields.hasBiasFiller ? fields.biasFiller : .constant(0),
                field: "scale_param.bias_filler"
            )
        }
    }

    private func smallShape(_ bottom: [Blob]) throws -> Shape {
        guard isLearned else { return bottom[1].shape }
        return try smallShape(
            of: bottom[0].shape,
            from: startAxis,
            axes: Int(fields.numAxes),
            field: "scale_param.num_axes"
        )
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        broadcast = try Broadcast(
            isLearned ? blobs[0].shape : bottom[1].shape,
            over: bottom[0].shape,
            from: startAxis,
            self
        )
        guard !fields.biasTerm || isLearned || blobs[0].shape == bottom[1].shape else {
            throw error(
                "the biases were made for factors of the shape \(blobs[0].shape); found "
                    + "\(bottom[1].shape)"
            )
        }
        top[0].reshape(to: bottom[0].shape)
        if bottom[0] === top[0] { keptInput.reshape(to: bottom[0].shape) }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, share)
        if bottom[0] === top[0] {
            keptInput.write(nil, share).update(from: x, count: bottom[0].data.count(share))
        }
        let y = top[0].data.write(nil, share)
        let factors = (isLearned ? blobs[0] : bottom[1]).data.read(nil, .whole)
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
        if isLearned, wantsGradient(of: 0) {
            broadcast.sum(dy, times: x, into: blobs[0].partial(share), share, bottom[0].shape)
        } else if !isLearned, propagateDown[1] {
            broadcast.sum(dy, times: x, into: bottom[1].diff, share, bottom[0].shape)
        }
        guard propagateDown[0] else { return }
        let factors = (isLearned ? blobs[0] : bottom[1]).data.read(nil, .whole)
        let dx = bottom[0].diff.write(nil, share)
        broadcast.forEachRow(share, of: bottom[0].shape) { small, start, count in
            let factor = factors[small]
            mapElements(dy + start, dx + start, count) { factor * $0 }
        }
    }
}

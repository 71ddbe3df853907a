import CremaProto

/// A learned row of numbers for each of `input_dim` whole numbers, plus a bias.
///
/// The top has the bottom's axes and `num_output`. The weights are `input_dim` x `num_output`,
/// the biases `num_output`.
final class EmbedLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Embed",
            summary: "Looks up a learned row for each whole number.",
            notes: [
                "The weights are `input_dim` x `num_output`, the transpose of InnerProduct's.",
                "The bottom gets no gradient.",
            ],
            differences: [
                .init(
                    "An index that is not below `input_dim` is refused; Caffe reads out of bounds."
                )
            ],
            field: "embed_param",
            usage:
                "embed_param { input_dim: 8801 num_output: 1000 weight_filler { type: \"uniform\" "
                + "min: -0.08 max: 0.08 } }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                .init(
                    "embed_param { num_output: 3 input_dim: 5 weight_filler { type: \"gaussian\" } "
                        + "bias_filler { type: \"gaussian\" } }",
                    bottoms: [[4, 2]],
                    labels: [0: 5]
                ),
                .init(
                    "embed_param { num_output: 3 input_dim: 5 bias_term: false "
                        + "weight_filler { type: \"gaussian\" } }",
                    bottoms: [[4]],
                    labels: [0: 5]
                ),
            ]
        )
    }

    private var fields: EmbedParameter { parameter.embedParam }
    private var outputs: Int { Int(fields.numOutput) }
    private var inputs: Int { Int(fields.inputDim) }

    override func allowsForceBackward(bottom index: Int) -> Bool { false }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let outputs = try positive(fields.numOutput, field: "embed_param.num_output")
        let inputs = try positive(fields.inputDim, field: "embed_param.input_dim")
        blobs = [Blob(shape: try shape([inputs, outputs], field: "embed_param.input_dim"))]
        try fill(0, fields.weightFiller, field: "embed_param.weight_filler")
        if fields.biasTerm {
            blobs.append(Blob(shape: [outputs]))
            try fill(1, fields.biasFiller, field: "embed_param.bias_filler")
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        top[0].reshape(to: try shape(bottom[0].shape.dims + [outputs]))
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let weights = blobs[0].data.read(nil, .whole)
        let biases = fields.biasTerm ? blobs[1].data.read(nil, .whole) : nil
        let y = top[0].data.write(nil, share)
        try forEachRow(bottom[0], share) { row, number in
            let target = y + row * outputs
            target.update(from: weights + number * outputs, count: outputs)
            if let biases { mapElements(biases, target, target, outputs) { $0 + $1 } }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        if propagateDown[0] {
            throw error("Embed has no gradient for its numbers, bottom 0", field: "propagate_down")
        }
        let dy = top[0].diff.read(nil, share)
        let sums = blobs.map { $0.partial(share).write(.whole) }
        for sum in sums { sum.update(repeating: 0) }
        let biases = fields.biasTerm ? blobs[1].partial(share).update(nil, .whole) : nil
        let weights = blobs[0].partial(share).update(nil, .whole)
        try forEachRow(bottom[0], share) { row, number in
            let slopes = dy + row * outputs
            let target = weights + number * outputs
            mapElements(slopes, target, target, outputs) { $0 + $1 }
            if let biases { mapElements(slopes, biases, biases, outputs) { $0 + $1 } }
        }
    }

    /// Hands over the row of the top and the number for each element of a share.
    private func forEachRow(
        _ bottom: Blob,
        _ share: Share,
        _ body: (_ row: Int, _ number: Int) -> Void
    ) throws {
        for (row, value) in bottom.data.read(share).enumerated() {
            guard value >= 0, value < Float(inputs) else {
                throw error(
                    "the number \(value) is not one of the input_dim \(inputs); allowed: "
                        + "0 to \(inputs - 1)"
                )
            }
            body(row, Int(value))
        }
    }
}

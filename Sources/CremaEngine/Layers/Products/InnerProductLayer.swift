import CremaProto

/// Multiplies rows of numbers with a matrix of weights: y = x w' + b.
///
/// A row is all axes from `axis` on, K numbers; the top has the axes before it and `num_output`,
/// N. The weights are N x K, or K x N with `transpose`; the biases N.
final class InnerProductLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "InnerProduct",
            summary: "Multiplies each item by a matrix of learned weights.",
            notes: [
                "The top has the axes before `axis`, then `num_output`; no 1 x 1 is appended."
            ],
            differences: [
                .inPlaceRefused
            ],
            field: "inner_product_param",
            usage: "inner_product_param { num_output: 500 weight_filler { type: \"xavier\" } }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                example("num_output: 5", [[3, 2, 3, 4]]),
                example("num_output: 4 bias_term: false", [[3, 6]]),
                example("num_output: 4 transpose: true", [[3, 6]]),
                example("num_output: 3 axis: 2", [[2, 3, 4]]),
                example("num_output: 3 axis: 0", [[2, 3]]),
            ]
        )
    }

    private static func example(_ fields: String, _ bottoms: [Shape]) -> LayerDescription.Example {
        .init(
            "inner_product_param { \(fields) weight_filler { type: \"gaussian\" } "
                + "bias_filler { type: \"uniform\" } }",
            bottoms: bottoms
        )
    }

    private var rowAxis = 1
    private var inputs = 0
    private var geometry: InnerProductGeometry?
    private var operation: (any InnerProductOperation)!

    private var fields: InnerProductParameter { parameter.innerProductParam }
    private var outputs: Int { Int(fields.numOutput) }

    override var grain: Grain { rowAxis == 0 ? .batch : .images }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let outputs = try positive(fields.numOutput, field: "inner_product_param.num_output")
        rowAxis = try axis(fields.axis, of: bottom[0].shape, field: "inner_product_param.axis")
        inputs = bottom[0].shape.count(from: rowAxis)
        let dims = fields.transpose ? [inputs, outputs] : [outputs, inputs]
        blobs = [Blob(shape: try shape(dims, field: "inner_product_param.num_output"))]
        try fill(0, fields.weightFiller, field: "inner_product_param.weight_filler")
        if fields.biasTerm {
            blobs.append(Blob(shape: [outputs]))
            try fill(1, fields.biasFiller, field: "inner_product_param.bias_filler")
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount > rowAxis, shape.count(from: rowAxis) == inputs else {
            throw error(
                "the weights were made for \(inputs) numbers per item, but the bottom's shape is "
                    + "\(shape)"
            )
        }
        top[0].reshape(to: try self.shape(shape.dims[..<rowAxis] + [outputs]))
        let geometry = InnerProductGeometry(
            rowsPerImage: rowAxis == 0 ? 1 : shape.count(from: 1, to: rowAxis),
            inputs: inputs,
            outputs: outputs,
            isTransposed: fields.transpose,
            hasBias: fields.biasTerm
        )
        guard geometry != self.geometry else { return }
        operation = try context.device.makeInnerProduct(geometry)
        self.geometry = geometry
    }

    /// The number of images of a share.
    private func images(_ shape: Shape, _ share: Share) -> Int {
        rowAxis == 0 ? 1 : share.images(of: shape.images).count
    }

    override func multiplyAdds(bottom: [Blob], top: [Blob]) -> Int {
        top[0].count.multipliedSaturated(by: inputs)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        try operation.forward(
            x: bottom[0].data.read(nil, share),
            w: blobs[0].data.read(nil, .whole),
            b: fields.biasTerm ? blobs[1].data.read(nil, .whole) : nil,
            y: top[0].data.write(nil, share),
            images: images(bottom[0].shape, share)
        )
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let dy = top[0].diff.read(nil, share)
        let images = images(bottom[0].shape, share)
        if wantsGradient(of: 0) || wantsGradient(of: 1) {
            try operation.backwardWeights(
                x: bottom[0].data.read(nil, share),
                dy: dy,
                dw: blobs[0].partial(share).write(nil, .whole),
                db: fields.biasTerm ? blobs[1].partial(share).write(nil, .whole) : nil,
                images: images
            )
        }
        guard propagateDown[0] else { return }
        try operation.backwardData(
            dy: dy,
            w: blobs[0].data.read(nil, .whole),
            dx: bottom[0].diff.write(nil, share),
            images: images
        )
    }
}

import CremaProto

/// Slides kernels of weights over each image: y = w * x + b, without flipping the kernel.
///
/// x is N x C x size, y is N x `num_output` x size'. The weights are `num_output` x C / `group` x
/// kernel, the biases `num_output`. Axes before `axis` number independent images. Several bottoms
/// of one shape share the weights.
final class ConvolutionLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Convolution",
            summary: "Slides learned kernels over images.",
            field: "convolution_param",
            bottoms: .atLeast(1),
            tops: .atLeast(1),
            pairsTopsWithBottoms: true,
            examples: examples
        )
    }

    private static let examples: [LayerDescription.Example] = [
        example("num_output: 4 kernel_size: 3", [[2, 3, 6, 5]]),
        example("num_output: 4 kernel_size: 3 stride: 2 pad: 1", [[2, 3, 6, 5]]),
        example("num_output: 4 kernel_size: 3 group: 2", [[2, 4, 5, 4]]),
        example("num_output: 2 kernel_size: 2 dilation: 2", [[2, 2, 5, 6]]),
        example(
            "num_output: 3 kernel_h: 2 kernel_w: 3 pad_w: 1 stride_h: 1 stride_w: 2",
            [[2, 2, 5, 6]]
        ),
        example("num_output: 3 kernel_size: 1 bias_term: false", [[2, 4, 3, 3]]),
        example("num_output: 2 kernel_size: 3 pad: 1", [[1, 2, 4, 3], [1, 2, 4, 3]]),
        example("num_output: 2 kernel_size: 2 stride: 2 pad: 1", [[2, 2, 3, 4, 3]]),
        example("num_output: 2 kernel_size: 2", [[2, 3, 6]]),
        example("num_output: 2 kernel_size: 2 axis: 2", [[2, 2, 3, 4, 3]]),
    ]

    private static func example(_ fields: String, _ bottoms: [Shape]) -> LayerDescription.Example {
        .init(
            "convolution_param { \(fields) weight_filler { type: \"gaussian\" } "
                + "bias_filler { type: \"uniform\" } }",
            bottoms: bottoms
        )
    }

    private var channelAxis = 1
    private var window: ConvolutionWindow!
    private var geometry: ConvolutionGeometry?
    private var operation: (any ConvolutionOperation)!
    private var isShared = false
    /// The gradient from one bottom, before it is added to that of the others.
    private var addends: [Memory] = []

    private var fields: ConvolutionParameter { parameter.convolutionParam }

    // The gradients of several bottoms are added up in one place, so one worker does them all.
    override var grain: Grain { channelAxis == 0 || isShared ? .batch : .images }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        channelAxis = try axis(fields.axis, of: shape, field: "convolution_param.axis")
        window = try ConvolutionWindow(self, spatialAxes: shape.axisCount - channelAxis - 1)
        isShared = bottom.count > 1
        let outputs = try positive(fields.numOutput, field: "convolution_param.num_output")
        let groups = try positive(fields.group, field: "convolution_param.group")
        let channels = shape[channelAxis]
        guard channels % groups == 0, outputs % groups == 0 else {
            throw error(
                "group divides the channels of the bottom, \(channels), and num_output, "
                    + "\(outputs); found \(groups)",
                field: "convolution_param.group"
            )
        }
        try addBlobs(
            weights: self.shape(
                [outputs, channels / groups] + window.kernel,
                field: "convolution_param"
            ),
            outputs: outputs
        )
    }

    private func addBlobs(weights: Shape, outputs: Int) throws {
        blobs = [Blob(shape: weights)]
        try fill(0, fields.weightFiller, field: "convolution_param.weight_filler")
        if fields.biasTerm {
            blobs.append(Blob(shape: [outputs]))
            try fill(1, fields.biasFiller, field: "convolution_param.bias_filler")
        }
        if isShared { addends = blobs.map { Memory(shape: $0.shape) } }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        try check(bottom)
        let size = Array(shape.dims[(channelAxis + 1)...])
        let output = try window.outputSize(of: size, layer: self)
        let outputs = blobs[0].shape[0]
        let dims = shape.dims[..<channelAxis] + [outputs] + output
        let outputShape = try self.shape(Array(dims))
        for top in top { top.reshape(to: outputShape) }
        try makeOperation(
            ConvolutionGeometry(
                images: shape.count(from: 0, to: channelAxis),
                channels: shape[channelAxis],
                outputs: outputs,
                groups: Int(fields.group),
                size: size,
                kernel: window.kernel,
                stride: window.stride,
                pad: window.pad,
                dilation: window.dilation,
                hasBias: fields.biasTerm,
                needsBackwardData: true,
                needsBackward: true
            )
        )
    }

    private func check(_ bottom: [Blob]) throws {
        let shape = bottom[0].shape
        let spatialAxes = window.kernel.count
        guard shape.axisCount == channelAxis + 1 + spatialAxes else {
            throw error(
                "the bottom has \(shape.axisCount) axes, but the weights were made for "
                    + "\(channelAxis + 1 + spatialAxes)"
            )
        }
        let channels = blobs[0].shape[1] * Int(fields.group)
        guard shape[channelAxis] == channels else {
            throw error(
                "the bottom has \(shape[channelAxis]) channels, but the weights were made for "
                    + "\(channels)"
            )
        }
        for other in bottom.dropFirst() where other.shape != shape {
            throw error(
                "all bottoms have one shape; found \(shape) and \(other.shape)",
                field: "bottom"
            )
        }
    }

    private func makeOperation(_ wanted: ConvolutionGeometry) throws {
        guard wanted != geometry else { return }
        // A layout holds the batch on one axis, so where images have several axes only the plain
        // order will do.
        let device: any Device = channelAxis == 1 ? context.device : ReferenceDevice()
        operation = try device.makeConvolution(wanted)
        geometry = wanted
    }

    /// The number of images of a share.
    private func images(_ shape: Shape, _ share: Share) -> Int {
        channelAxis == 0
            ? 1 : share.images(of: shape.images).count * shape.count(from: 1, to: channelAxis)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let weights = blobs[0].data.read(operation.weightsLayout, .whole)
        let bias = fields.biasTerm ? blobs[1].data.read(nil, .whole) : nil
        for (bottom, top) in zip(bottom, top) {
            try operation.forward(
                x: bottom.data.read(operation.sourceLayout, share),
                w: weights,
                b: bias,
                y: top.data.write(operation.targetLayout, share),
                images: images(bottom.shape, share)
            )
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        for (index, (bottom, top)) in zip(bottom, top).enumerated() {
            if wantsGradient(of: 0) || wantsGradient(of: 1) {
                try addWeightGradient(bottom, top, isFirst: index == 0, share)
            }
            guard propagateDown[index] else { continue }
            try operation.backwardData(
                dy: top.diff.read(operation.targetLayout, share),
                w: blobs[0].data.read(operation.weightsLayout, .whole),
                dx: bottom.diff.write(operation.sourceLayout, share),
                images: images(bottom.shape, share)
            )
        }
    }

    private func addWeightGradient(_ bottom: Blob, _ top: Blob, isFirst: Bool, _ share: Share)
        throws
    {
        let layouts = [operation.weightsLayout, nil]
        let sums = blobs.map { $0.partial(share) }
        let targets = isFirst ? sums : addends
        try operation.backwardWeights(
            x: bottom.data.read(operation.sourceLayout, share),
            dy: top.diff.read(operation.targetLayout, share),
            dw: targets[0].write(operation.weightsLayout, .whole),
            db: fields.biasTerm ? targets[1].write(nil, .whole) : nil,
            images: images(bottom.shape, share)
        )
        guard !isFirst else { return }
        for (index, sum) in sums.enumerated() {
            let total = sum.update(layouts[index], .whole)
            mapElements(
                addends[index].read(layouts[index], .whole),
                total,
                total,
                sum.count(layouts[index], .whole)
            ) { $0 + $1 }
        }
    }
}

import CremaProto

/// What Convolution and Deconvolution have in common: their fields, their weights, and one
/// operation for all bottoms.
class ConvolutionBase: Layer {
    /// An example with fillers that leave no weight at 0.
    static func example(_ fields: String, _ bottoms: [Shape]) -> LayerDescription.Example {
        .init(
            "convolution_param { \(fields) weight_filler { type: \"gaussian\" } "
                + "bias_filler { type: \"uniform\" } }",
            bottoms: bottoms
        )
    }

    private(set) var window: ConvolutionWindow!
    private(set) var operation: (any ConvolutionOperation)!
    private var geometry: ConvolutionGeometry?
    private var channels = 0
    private var isShared = false
    /// The gradient from one bottom, before it is added to that of the others.
    private var addends: [Memory] = []

    var fields: ConvolutionParameter { parameter.convolutionParam }
    var outputs: Int { Int(fields.numOutput) }
    var groups: Int { Int(fields.group) }
    /// What an operation is chosen for; it can do the other passes too.
    var trains: Bool { context.phase == .train }

    // MARK: What differs

    /// The shape of the weights.
    func weightShape(channels: Int) throws -> Shape {
        preconditionFailure("a convolution has weights")
    }

    /// The spatial extents of the tops.
    func outputSize(of size: [Int]) throws -> [Int] {
        preconditionFailure("a convolution gives its tops a size")
    }

    /// The convolution that does the work, for so many images of `channels` x `size`.
    func geometry(images: Int, channels: Int, size: [Int], output: [Int]) -> ConvolutionGeometry {
        preconditionFailure("a convolution has a geometry")
    }

    /// Overwrites the gradients of the weights and, where there are any, of the biases.
    func differentiateWeights(
        _ bottom: Blob,
        _ top: Blob,
        into targets: [Memory],
        _ share: Share
    ) throws {
        preconditionFailure("weights have a gradient")
    }

    /// Overwrites the gradient of a bottom.
    func differentiateBottom(_ bottom: Blob, _ top: Blob, _ share: Share) throws {
        preconditionFailure("bottoms have a gradient")
    }

    // MARK: What both compute with

    /// A convolution with the layer's window, of images of `channels` x `size`.
    func convolution(
        images: Int,
        from channels: Int,
        to outputs: Int,
        size: [Int],
        hasBias: Bool,
        needsBackwardData: Bool
    ) -> ConvolutionGeometry {
        ConvolutionGeometry(
            images: images,
            channels: channels,
            outputs: outputs,
            groups: groups,
            size: size,
            kernel: window.kernel,
            stride: window.stride,
            pad: window.pad,
            dilation: window.dilation,
            hasBias: hasBias,
            needsBackwardData: needsBackwardData,
            needsBackward: trains,
            isPlain: !window.fitsLayouts
        )
    }

    /// Overwrites y with the convolution of x.
    func convolve(_ x: Memory, biases b: Memory? = nil, into y: Memory, _ share: Share) throws {
        try operation.forward(
            x: x.read(operation.sourceLayout, share),
            w: blobs[0].data.read(operation.weightsLayout, .whole),
            b: b?.read(nil, .whole),
            y: y.write(operation.targetLayout, share),
            images: window.images(x.shape, share)
        )
    }

    /// Overwrites x with what each element of y spreads by its kernel.
    func spread(_ y: Memory, into x: Memory, _ share: Share) throws {
        try operation.backwardData(
            dy: y.read(operation.targetLayout, share),
            w: blobs[0].data.read(operation.weightsLayout, .whole),
            dx: x.write(operation.sourceLayout, share),
            images: window.images(y.shape, share)
        )
    }

    /// Overwrites w with the products of x and y that met in each weight, and b with the sums of y.
    func correlate(
        _ x: Memory,
        _ y: Memory,
        into w: Memory,
        biases b: Memory? = nil,
        _ share: Share
    ) throws {
        try operation.backwardWeights(
            x: x.read(operation.sourceLayout, share),
            dy: y.read(operation.targetLayout, share),
            dw: w.write(operation.weightsLayout, .whole),
            db: b?.write(nil, .whole),
            images: window.images(x.shape, share)
        )
    }

    // MARK: What does not differ

    // The gradients of several bottoms are added up in one place, so one worker does them all.
    override var grain: Grain { isShared ? .batch : window?.grain ?? .images }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        window = try ConvolutionWindow(self, over: bottom[0].shape)
        isShared = bottom.count > 1
        let outputs = try positive(fields.numOutput, field: "convolution_param.num_output")
        let groups = try positive(fields.group, field: "convolution_param.group")
        channels = bottom[0].shape[window.channelAxis]
        guard channels % groups == 0, outputs % groups == 0 else {
            throw error(
                "group divides the channels of the bottom, \(channels), and num_output, "
                    + "\(outputs); found \(groups)",
                field: "convolution_param.group"
            )
        }
        blobs = [Blob(shape: try weightShape(channels: channels))]
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
        let size = window.size(of: shape)
        let output = try outputSize(of: size)
        let outputShape = try self.shape(shape.dims[..<window.channelAxis] + [outputs] + output)
        for top in top { top.reshape(to: outputShape) }
        let images = shape.count(from: 0, to: window.channelAxis)
        let wanted = geometry(images: images, channels: channels, size: size, output: output)
        guard wanted != geometry else { return }
        operation = try context.device.makeConvolution(wanted)
        geometry = wanted
    }

    private func check(_ bottom: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount == window.axisCount else {
            throw error(
                "the bottom has \(shape.axisCount) axes, but the weights were made for "
                    + "\(window.axisCount)"
            )
        }
        guard shape[window.channelAxis] == channels else {
            throw error(
                "the bottom has \(shape[window.channelAxis]) channels, but the weights were made "
                    + "for \(channels)"
            )
        }
        for other in bottom.dropFirst() where other.shape != shape {
            throw error(
                "all bottoms have one shape; found \(shape) and \(other.shape)",
                field: "bottom"
            )
        }
    }

    override func backward(
        top: [Blob],
        propagateDown: [Bool],
        bottom: [Blob],
        share: Share
    ) throws {
        for (index, (bottom, top)) in zip(bottom, top).enumerated() {
            if wantsGradient(of: 0) || wantsGradient(of: 1) {
                try addWeightGradient(bottom, top, isFirst: index == 0, share)
            }
            if propagateDown[index] { try differentiateBottom(bottom, top, share) }
        }
    }

    private func addWeightGradient(
        _ bottom: Blob,
        _ top: Blob,
        isFirst: Bool,
        _ share: Share
    ) throws {
        let sums = blobs.map { $0.partial(share) }
        try differentiateWeights(bottom, top, into: isFirst ? sums : addends, share)
        guard !isFirst else { return }
        for (index, sum) in sums.enumerated() {
            let layout = index == 0 ? operation.weightsLayout : nil
            let total = sum.update(layout, .whole)
            let count = sum.count(layout, .whole)
            mapElements(addends[index].read(layout, .whole), total, total, count) { $0 + $1 }
        }
    }
}

import CremaProto

/// The window of a convolution, with the axes that it moves along: one kernel size, stride, pad and
/// dilation for each spatial axis.
struct ConvolutionWindow {
    /// The axis of the channels: those before it number images, those behind it are spatial.
    let channelAxis: Int
    let kernel: [Int]
    let stride: [Int]
    let pad: [Int]
    let dilation: [Int]

    /// The window that a layer's `convolution_param` gives for a bottom.
    init(_ layer: Layer, over shape: Shape) throws {
        let fields = layer.parameter.convolutionParam
        channelAxis = try layer.axis(fields.axis, of: shape, field: "convolution_param.axis")
        let reader = WindowReader(
            layer: layer,
            block: "convolution_param",
            axes: shape.axisCount - channelAxis - 1
        )
        kernel = try reader.read(
            "kernel_size",
            fields.kernelSize,
            height: fields.hasKernelH ? fields.kernelH : nil,
            width: fields.hasKernelW ? fields.kernelW : nil
        )
        stride = try reader.read(
            "stride",
            fields.stride,
            height: fields.hasStrideH ? fields.strideH : nil,
            width: fields.hasStrideW ? fields.strideW : nil,
            default: 1
        )
        // One of the two is enough; the other is 0.
        let hasPair = fields.hasPadH || fields.hasPadW
        pad = try reader.read(
            "pad",
            fields.pad,
            height: hasPair ? fields.padH : nil,
            width: hasPair ? fields.padW : nil,
            default: 0,
            least: 0
        )
        dilation = try reader.read("dilation", fields.dilation, default: 1)
    }

    // MARK: Axes

    /// How many axes a bottom has.
    var axisCount: Int { channelAxis + 1 + kernel.count }

    /// A batch can be dealt where its outermost axis numbers images.
    var grain: Grain { channelAxis == 0 ? .batch : .images }

    /// Whether a layout can describe the images: the batch is on one axis, and the places of an
    /// image on others.
    var fitsLayouts: Bool { channelAxis == 1 && !kernel.isEmpty }

    /// The spatial extents of a shape.
    func size(of shape: Shape) -> [Int] { Array(shape.dims[(channelAxis + 1)...]) }

    /// The number of images of a share of a shape.
    func images(_ shape: Shape, _ share: Share) -> Int {
        channelAxis == 0
            ? 1 : share.images(of: shape.images).count * shape.count(from: 1, to: channelAxis)
    }

    // MARK: Extents

    /// The spatial extents of the output of a convolution: `floor((in + 2 pad - span) / stride) +
    /// 1`.
    ///
    /// Throws where the window does not fit into the padded input.
    func outputSize(of size: [Int], layer: Layer) throws -> [Int] {
        try size.indices.map { axis in
            let padded = size[axis] + 2 * pad[axis]
            guard span(axis) <= padded else {
                throw layer.error(
                    "the window spans \(span(axis)), which is more than the \(padded) of the "
                        + "input with its padding (spatial axis \(axis))",
                    field: "convolution_param.kernel_size"
                )
            }
            return (padded - span(axis)) / stride[axis] + 1
        }
    }

    /// The spatial extents of the output of a deconvolution: `stride (in - 1) + span - 2 pad`.
    ///
    /// Throws where nothing is left of it.
    func inputSize(of size: [Int], layer: Layer) throws -> [Int] {
        try size.indices.map { axis in
            let extent = stride[axis] * (size[axis] - 1) + span(axis) - 2 * pad[axis]
            guard extent > 0 else {
                throw layer.error(
                    "the padding takes away the whole output (spatial axis \(axis))",
                    field: "convolution_param.pad"
                )
            }
            return extent
        }
    }

    /// How many inputs a window reaches over: `dilation (kernel - 1) + 1`.
    private func span(_ axis: Int) -> Int { dilation[axis] * (kernel[axis] - 1) + 1 }
}

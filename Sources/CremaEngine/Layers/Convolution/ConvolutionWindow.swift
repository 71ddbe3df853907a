import CremaProto

/// The window of a convolution: one kernel size, stride, pad and dilation for each spatial axis.
struct ConvolutionWindow: Hashable {
    var kernel: [Int]
    var stride: [Int]
    var pad: [Int]
    var dilation: [Int]

    /// Reads the fields of a layer's `convolution_param` by Caffe's rules.
    ///
    /// A list gives one value for all spatial axes or one for each; `*_h` and `*_w` give the
    /// list where there are two axes.
    init(_ layer: Layer, spatialAxes: Int) throws {
        let fields = layer.parameter.convolutionParam
        let reader = Reader(layer: layer, axes: spatialAxes)
        kernel = try reader.read(
            "kernel_size",
            fields.kernelSize,
            default: nil,
            height: fields.hasKernelH ? fields.kernelH : nil,
            "kernel_h",
            width: fields.hasKernelW ? fields.kernelW : nil,
            "kernel_w"
        )
        stride = try reader.read(
            "stride",
            fields.stride,
            default: 1,
            height: fields.hasStrideH ? fields.strideH : nil,
            "stride_h",
            width: fields.hasStrideW ? fields.strideW : nil,
            "stride_w"
        )
        pad = try reader.read(
            "pad",
            fields.pad,
            default: 0,
            height: fields.hasPadH || fields.hasPadW ? fields.padH : nil,
            "pad_h",
            width: fields.hasPadH || fields.hasPadW ? fields.padW : nil,
            "pad_w"
        )
        dilation = try reader.list("dilation", fields.dilation, default: 1)
        for (field, values) in [
            ("kernel_size", kernel), ("stride", stride), ("dilation", dilation),
        ] {
            guard !values.contains(0) else {
                throw reader.error(field, "\(field) is at least 1, found 0")
            }
        }
    }

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

    /// Reads one field that is a list or a pair.
    private struct Reader {
        let layer: Layer
        let axes: Int

        func read(
            _ name: String,
            _ values: [UInt32],
            default standard: Int?,
            height: UInt32?,
            _ heightName: String,
            width: UInt32?,
            _ widthName: String
        ) throws -> [Int] {
            if height == nil, width == nil { return try list(name, values, default: standard) }
            guard values.isEmpty else {
                throw error(
                    name,
                    "give either \(name) or \(heightName) and \(widthName), found both"
                )
            }
            guard let height, let width else {
                throw error(
                    height == nil ? widthName : heightName,
                    "\(heightName) and \(widthName) go together, "
                        + "found only one of them"
                )
            }
            guard axes == 2 else {
                throw error(
                    heightName,
                    "\(heightName) and \(widthName) are for 2 spatial axes, the bottom has "
                        + "\(axes); give \(name) instead"
                )
            }
            return try [check(heightName, height), check(widthName, width)]
        }

        func list(_ name: String, _ values: [UInt32], default standard: Int?) throws -> [Int] {
            if values.isEmpty, axes == 0 { return [] }
            if values.isEmpty, let standard { return Array(repeating: standard, count: axes) }
            guard values.count == 1 || values.count == axes, !values.isEmpty else {
                throw error(
                    name,
                    "\(name) is given once, or once for each of the \(axes) spatial axes; found it "
                        + "\(values.count) times"
                )
            }
            let numbers = try values.map { try check(name, $0) }
            return numbers.count == axes ? numbers : Array(repeating: numbers[0], count: axes)
        }

        func error(_ field: String, _ message: String) -> EngineError {
            layer.error(message, field: "convolution_param.\(field)")
        }

        private func check(_ name: String, _ value: UInt32) throws -> Int {
            guard value <= UInt32(Int32.max) else {
                throw error(name, "\(name) is at most \(Int32.max), found \(value)")
            }
            return Int(value)
        }
    }
}

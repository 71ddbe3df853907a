import CDNNL

/// A convolution in oneDNN's terms, from which the primitives of its passes are made.
struct DNNLConvolutionProblem {
    enum Direction: Hashable {
        case forward, backwardData, backwardWeights
    }

    let outputs: Int
    private let library: DNNLLibrary
    private let format: DNNLFormat
    private let channels: Int
    private let size: [Int]
    private let outputSize: [Int]
    private let weights: [Int]
    private let stride: [dnnl_dim_t]
    private let pad: [dnnl_dim_t]
    private let dilation: [dnnl_dim_t]

    /// Throws where it has more spatial axes than oneDNN knows.
    init(_ geometry: ConvolutionGeometry, format: DNNLFormat, library: DNNLLibrary) throws {
        guard geometry.size.count <= 3 else {
            throw EngineError("oneDNN convolves at most 3 axes, not \(geometry.size.count)")
        }
        self.library = library
        self.format = format
        channels = geometry.channels
        outputs = geometry.outputs
        // No spatial axis at all is one of a single position.
        func axes(_ values: [Int], _ single: Int = 1) -> [Int] {
            values.isEmpty ? [single] : values
        }
        size = axes(geometry.size)
        outputSize = axes(geometry.outputSize)
        stride = axes(geometry.stride).map { dnnl_dim_t($0) }
        pad = axes(geometry.pad, 0).map { dnnl_dim_t($0) }
        // oneDNN counts the elements that are left out.
        dilation = axes(geometry.dilation).map { dnnl_dim_t($0 - 1) }
        let groups = geometry.groups
        let perGroup = [outputs / groups, channels / groups] + axes(geometry.kernel)
        weights = groups == 1 ? perGroup : [groups] + perGroup
    }

    /// The primitive of one pass, with weights in an order of its own where none is given.
    func primitive(
        _ direction: Direction,
        images: Int,
        hasBias: Bool,
        weights wanted: dnnl_memory_desc_t? = nil
    ) throws -> DNNLPrimitive {
        let forward = try operation(.forward, images, hasBias, wanted)
        if direction == .forward {
            return try make(forward, after: nil)
        }
        let hint = try make(forward, after: nil)
        return try make(try operation(direction, images, hasBias, wanted), after: hint)
    }

    private func make(
        _ operation: dnnl_convolution_desc_t,
        after forward: DNNLPrimitive?
    ) throws -> DNNLPrimitive {
        try DNNLPrimitive(library, for: "convolve in \(format.rawValue)") {
            descriptor,
            attributes in
            withUnsafePointer(to: operation) {
                dnnl_primitive_desc_create(
                    &descriptor,
                    $0,
                    attributes,
                    library.engine,
                    forward?.descriptor
                )
            }
        }
    }

    private func operation(
        _ direction: Direction,
        _ images: Int,
        _ hasBias: Bool,
        _ wanted: dnnl_memory_desc_t?
    ) throws -> dnnl_convolution_desc_t {
        let axes = size.count
        var x = try describe([images, channels] + size, format.source.tag(axes: axes))
        var y = try describe([images, outputs] + outputSize, format.target.tag(axes: axes))
        var w = try wanted ?? describe(weights, dnnl_format_tag_any)
        var b = hasBias ? try describe([outputs], dnnl_x) : dnnl_memory_desc_t()
        var operation = dnnl_convolution_desc_t()
        let method = dnnl_convolution_direct
        let status =
            switch direction {
            case .forward:
                dnnl_dilated_convolution_forward_desc_init(
                    &operation,
                    dnnl_forward_training,
                    method,
                    &x,
                    &w,
                    &b,
                    &y,
                    stride,
                    dilation,
                    pad,
                    pad
                )
            case .backwardData:
                dnnl_dilated_convolution_backward_data_desc_init(
                    &operation,
                    method,
                    &x,
                    &w,
                    &y,
                    stride,
                    dilation,
                    pad,
                    pad
                )
            case .backwardWeights:
                dnnl_dilated_convolution_backward_weights_desc_init(
                    &operation,
                    method,
                    &x,
                    &w,
                    &b,
                    &y,
                    stride,
                    dilation,
                    pad,
                    pad
                )
            }
        try check(status, "describe a convolution in \(format.rawValue)")
        return operation
    }

    private func describe(
        _ dims: [Int],
        _ tag: dnnl_format_tag_t
    ) throws -> dnnl_memory_desc_t {
        var descriptor = dnnl_memory_desc_t()
        try check(
            dnnl_memory_desc_init_by_tag(
                &descriptor,
                Int32(dims.count),
                dims.map { dnnl_dim_t($0) },
                dnnl_f32,
                tag
            ),
            "describe memory of \(dims)"
        )
        return descriptor
    }
}

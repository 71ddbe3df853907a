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
        weights wanted: DNNLDescriptor? = nil
    ) throws -> DNNLPrimitive {
        let arrays = try arrays(images: images, hasBias: hasBias, weights: wanted)
        let forward = try primitive(.forward, of: arrays, after: nil)
        return direction == .forward
            ? forward : try primitive(direction, of: arrays, after: forward)
    }

    /// Images, weights and bias that a convolution reads and writes, or their gradients.
    private struct Arrays {
        var x: DNNLDescriptor
        var w: DNNLDescriptor
        var b: DNNLDescriptor?
        var y: DNNLDescriptor
    }

    private func arrays(
        images: Int,
        hasBias: Bool,
        weights wanted: DNNLDescriptor?
    ) throws -> Arrays {
        let axes = size.count
        return Arrays(
            x: try DNNLDescriptor([images, channels] + size, format.source.tag(axes: axes)),
            w: try wanted ?? DNNLDescriptor(weights, dnnl_format_tag_any),
            b: hasBias ? try DNNLDescriptor([outputs], dnnl_x) : nil,
            y: try DNNLDescriptor([images, outputs] + outputSize, format.target.tag(axes: axes))
        )
    }

    private func primitive(
        _ direction: Direction,
        of arrays: Arrays,
        after forward: DNNLPrimitive?
    ) throws -> DNNLPrimitive {
        try DNNLPrimitive(library, for: "convolve in \(format.rawValue)") {
            descriptor,
            attributes in
            withExtendedLifetime((arrays, forward)) {
                describe(direction, of: arrays, after: forward, attributes, &descriptor)
            }
        }
    }

    private func describe(
        _ direction: Direction,
        of arrays: Arrays,
        after forward: DNNLPrimitive?,
        _ attributes: dnnl_primitive_attr_t?,
        _ descriptor: inout dnnl_primitive_desc_t?
    ) -> dnnl_status_t {
        let method = dnnl_convolution_direct
        switch direction {
        case .forward:
            return dnnl_convolution_forward_primitive_desc_create(
                &descriptor,
                library.engine,
                dnnl_forward_training,
                method,
                arrays.x.handle,
                arrays.w.handle,
                arrays.b?.handle,
                arrays.y.handle,
                stride,
                dilation,
                pad,
                pad,
                attributes
            )
        case .backwardData:
            return dnnl_convolution_backward_data_primitive_desc_create(
                &descriptor,
                library.engine,
                method,
                arrays.x.handle,
                arrays.w.handle,
                arrays.y.handle,
                stride,
                dilation,
                pad,
                pad,
                forward?.descriptor,
                attributes
            )
        case .backwardWeights:
            return dnnl_convolution_backward_weights_primitive_desc_create(
                &descriptor,
                library.engine,
                method,
                arrays.x.handle,
                arrays.w.handle,
                arrays.b?.handle,
                arrays.y.handle,
                stride,
                dilation,
                pad,
                pad,
                forward?.descriptor,
                attributes
            )
        }
    }
}

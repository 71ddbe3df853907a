import CremaData
import CremaProto

/// The maximum or the mean of each window of each channel, or one of its elements drawn at random;
/// a second top gets the place of each maximum.
///
/// Extents round up by default: `ceil((in + 2 pad - kernel) / stride) + 1`, less one where the
/// last window would begin in the padding. Means count the padding as zeros. The second top holds
/// h * width + w of the maximum.
final class PoolingLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Pooling",
            summary: "Takes the maximum, the mean or a random element of each window of an image.",
            notes: [
                "Extents round up: ceil((in + 2 pad - kernel) / stride) + 1, less one where "
                    + "the last window would begin in the padding. Convolution's round down; "
                    + "`round_mode: FLOOR` does too.",
                "AVE counts the padding as zeros, but ignores anything beyond it.",
                "Of equal maxima the first one is taken. The second top of MAX is its position, h "
                    + "* width + w.",
            ],
            differences: [
                .engine("pooling_param.engine"),
                .init(
                    "STOCHASTIC works on the processor too, where Caffe aborts; what it draws "
                        + "depends only on the seed, the layer's name, the iteration and the "
                        + "element.",
                    field: "pooling_param.pool"
                ),
            ],
            field: "pooling_param",
            usage: "pooling_param { pool: MAX kernel_size: 3 stride: 2 }",
            bottoms: .exactly(1),
            tops: .between(1, 2),
            examples: examples
        )
    }

    // Maxima are checked on inputs far enough apart that a step of the differences changes no
    // winner.
    private static let examples: [LayerDescription.Example] = [
        example("pool: MAX kernel_size: 3 stride: 2", [2, 3, 5, 4]),
        example("pool: MAX kernel_size: 2 stride: 2", [2, 2, 5, 5]),
        example("pool: MAX kernel_h: 3 kernel_w: 2 stride: 1 pad: 1", [1, 2, 4, 5]),
        example("pool: MAX global_pooling: true", [2, 2, 3, 4]),
        example("pool: AVE kernel_size: 3 stride: 2", [2, 3, 5, 4]),
        example("pool: AVE kernel_size: 3 stride: 2 pad: 1", [2, 2, 6, 5]),
        example("pool: AVE kernel_size: 2 stride: 2 round_mode: FLOOR", [2, 2, 5, 5]),
        example("pool: AVE global_pooling: true", [2, 3, 4, 3]),
        stochastic("", [2, 2, 4, 5]),
        stochastic("phase: TEST", [2, 2, 4, 5]),
    ]

    // Values that nearly tie with the drawn number would change the element with a step.
    private static func stochastic(_ fields: String, _ bottom: Shape) -> LayerDescription.Example {
        .init(
            "\(fields) pooling_param { pool: STOCHASTIC kernel_size: 3 stride: 2 }",
            bottoms: [bottom],
            range: 1...2,
            step: 1e-3,
            threshold: 1e-2
        )
    }

    private static func example(_ fields: String, _ bottom: Shape) -> LayerDescription.Example {
        .init(
            "pooling_param { \(fields) }",
            bottoms: [bottom],
            range: -10...10,
            step: 1e-3,
            threshold: 1e-2
        )
    }

    private var geometry: PoolingGeometry?
    private var operation: (any PoolingOperation)!
    private var stochastic: StochasticPooling?
    /// Whole numbers in the place of floats: where in its plane each maximum or drawn element came
    /// from, in the order of the top.
    private let indices = Memory(shape: [0])

    private var fields: PoolingParameter { parameter.poolingParam }
    private var isMax: Bool { fields.pool == .max }
    private var draws: Bool { fields.pool == .stochastic && context.phase == .train }
    /// Whether each output is an element of its window, so that its gradient goes there.
    private var picks: Bool { isMax || draws }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard top.count == 1 || isMax else {
            throw error(
                "a second top holds the places of maxima, so it needs pool: MAX",
                field: "top"
            )
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount == 4 else {
            throw error("pooling takes a bottom of 4 axes, N x C x H x W; found the shape \(shape)")
        }
        let geometry = try PoolingGeometry(self, fields, of: shape)
        let outputShape = try self.shape(
            [shape[0], shape[1], geometry.outputHeight, geometry.outputWidth],
            field: "pooling_param"
        )
        for top in top { top.reshape(to: outputShape) }
        indices.reshape(to: outputShape)
        guard geometry != self.geometry else { return }
        operation = try context.device.makePooling(geometry)
        stochastic = fields.pool == .stochastic ? StochasticPooling(geometry) : nil
        self.geometry = geometry
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        if let stochastic { return pool(stochastic, bottom[0], top[0], share) }
        let current = bottom[0].data.currentLayout(share)
        let layout = operation.supports(current) ? current : nil
        let x = bottom[0].data.read(layout, share)
        let y = top[0].data.write(layout, share)
        let images = share.images(of: bottom[0].shape.images).count
        guard isMax else {
            try operation.forward(x: x, y: y, indices: nil, images: images, layout: layout)
            return
        }
        let count = indices.count(layout, share)
        try indices.write(layout, share).withMemoryRebound(to: Int32.self, capacity: count) {
            places in
            try operation.forward(x: x, y: y, indices: places, images: images, layout: layout)
            guard top.count > 1 else { return }
            let mask = top[1].data.write(layout, share)
            for index in 0..<count { mask[index] = Float(places[index]) }
        }
    }

    private func pool(_ pooling: StochasticPooling, _ bottom: Blob, _ top: Blob, _ share: Share) {
        let images = share.images(of: bottom.shape.images)
        let x = bottom.data.read(nil, share)
        let y = top.data.write(share)
        guard draws else { return pooling.weigh(x, y.baseAddress!, images: images.count) }
        let stream = Philox.stream(named: name) &+ UInt64(context.clock.pass)
        Philox(seed: context.seed, stream: stream).fillUniform(
            y,
            iteration: context.clock.iteration,
            from: images.lowerBound * top.shape.imageCount
        )
        indices.write(nil, share).withMemoryRebound(to: Int32.self, capacity: y.count) {
            pooling.draw(x, y.baseAddress!, places: $0, images: images.count)
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let images = share.images(of: bottom[0].shape.images).count
        if let stochastic, !draws {
            stochastic.weighBack(
                bottom[0].data.read(nil, share),
                top[0].data.read(nil, share),
                top[0].diff.read(nil, share),
                bottom[0].diff.write(nil, share),
                images: images
            )
            return
        }
        // The places are in the order of the forward pass; a mean may go back in any.
        let current = (picks ? indices : top[0].diff).currentLayout(share)
        let layout = operation.supports(current) ? current : nil
        let dy = top[0].diff.read(layout, share)
        let dx = bottom[0].diff.write(layout, share)
        guard picks else {
            try operation.backward(dy: dy, indices: nil, dx: dx, images: images, layout: layout)
            return
        }
        try indices.read(layout, share).withMemoryRebound(
            to: Int32.self,
            capacity: indices.count(layout, share)
        ) { places in
            try operation.backward(dy: dy, indices: places, dx: dx, images: images, layout: layout)
        }
    }
}

extension PoolingGeometry {
    /// The geometry that a layer's fields mean for a bottom of 4 axes.
    ///
    /// Throws where they make no sense.
    init(_ layer: Layer, _ fields: PoolingParameter, of shape: Shape) throws {
        let window = try PoolingFields(layer, fields, of: shape)
        func outputs(_ axis: Int) throws -> Int {
            try window.outputs(axis, of: shape[2 + axis], rounding: fields.roundMode, layer)
        }
        try self.init(
            // An element that was drawn sends its gradient back as a maximum does.
            method: fields.pool == .ave ? .average : .max,
            channels: shape[1],
            height: shape[2],
            width: shape[3],
            outputHeight: outputs(0),
            outputWidth: outputs(1),
            kernelHeight: window.kernel[0],
            kernelWidth: window.kernel[1],
            strideHeight: window.stride[0],
            strideWidth: window.stride[1],
            padHeight: window.pad[0],
            padWidth: window.pad[1]
        )
    }
}

/// The window of a pooling: one value for the height and one for the width.
private struct PoolingFields {
    let kernel: [Int]
    let stride: [Int]
    let pad: [Int]

    init(_ layer: Layer, _ fields: PoolingParameter, of shape: Shape) throws {
        let reader = WindowReader(layer: layer, block: "pooling_param", axes: 2)
        pad = try reader.read(
            "pad",
            fields.hasPad ? [fields.pad] : [],
            height: fields.hasPadH ? fields.padH : nil,
            width: fields.hasPadW ? fields.padW : nil,
            default: 0,
            least: 0
        )
        stride = try reader.read(
            "stride",
            fields.hasStride ? [fields.stride] : [],
            height: fields.hasStrideH ? fields.strideH : nil,
            width: fields.hasStrideW ? fields.strideW : nil,
            default: 1
        )
        kernel = try Self.kernel(reader, fields, of: shape)
        if fields.globalPooling, pad != [0, 0] || stride != [1, 1] {
            throw reader.error("global_pooling", "global_pooling needs pad 0 and stride 1")
        }
        guard fields.pool != .stochastic || pad == [0, 0] else {
            throw reader.error(
                "pad",
                "STOCHASTIC pooling takes no pad, found \(pad[0]) and \(pad[1])"
            )
        }
        guard pad[0] < kernel[0], pad[1] < kernel[1] else {
            throw reader.error(
                "pad",
                "pad is smaller than the kernel, or a window could hold nothing but padding; "
                    + "found pad \(pad[0]) and \(pad[1]), kernel \(kernel[0]) and \(kernel[1])"
            )
        }
    }

    /// The kernel that is given, or the whole plane.
    private static func kernel(
        _ reader: WindowReader,
        _ fields: PoolingParameter,
        of shape: Shape
    ) throws -> [Int] {
        let isGiven = fields.hasKernelSize || fields.hasKernelH || fields.hasKernelW
        guard isGiven != fields.globalPooling else {
            throw isGiven
                ? reader.error(
                    "global_pooling",
                    "global_pooling takes the whole plane; leave out the kernel"
                )
                : reader.error(
                    "kernel_size",
                    "give either kernel_size or kernel_h and kernel_w, found neither"
                )
        }
        guard isGiven else { return try reader.checked("kernel_size", [shape[2], shape[3]]) }
        return try reader.read(
            "kernel_size",
            fields.hasKernelSize ? [fields.kernelSize] : [],
            height: fields.hasKernelH ? fields.kernelH : nil,
            width: fields.hasKernelW ? fields.kernelW : nil
        )
    }

    /// The extent of the output along an axis, by Caffe's rule of rounding up.
    func outputs(
        _ axis: Int,
        of size: Int,
        rounding: PoolingParameter.RoundMode,
        _ layer: Layer
    ) throws -> Int {
        let steps = Double(size + 2 * pad[axis] - kernel[axis]) / Double(stride[axis])
        var count = Int(steps.rounded(rounding == .floor ? .down : .up)) + 1
        if pad.contains(where: { $0 > 0 }), (count - 1) * stride[axis] >= size + pad[axis] {
            count -= 1
        }
        guard count > 0 else {
            throw layer.error(
                "the kernel of \(kernel[axis]) is larger than the \(size) of the bottom",
                field: "pooling_param.kernel_size"
            )
        }
        return count
    }
}

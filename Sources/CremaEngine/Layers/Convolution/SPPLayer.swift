import CremaProto

/// Pools an image into 1, 4, 16 and so on bins, so that images of any size give as many numbers.
///
/// The top is N x C (1 + 4 + 16 ...) for `pyramid_height` levels; with one level N x C x 1 x 1.
/// He et al., "Spatial pyramid pooling in deep convolutional networks for visual recognition"
/// (2014).
final class SPPLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "SPP",
            summary: "Pools images of any size into a fixed number of bins.",
            notes: [
                "The top is N x C (1 + 4 + 16 ...), one part for each level; with one level N "
                    + "x C x 1 x 1."
            ],
            differences: [
                .engine("spp_param.engine"),
                .init(
                    "STOCHASTIC is refused, as by Caffe on a processor.",
                    field: "spp_param.pool"
                ),
                .init(
                    "At most 16 levels.",
                    field: "spp_param.pyramid_height"
                ),
            ],
            field: "spp_param",
            usage: "spp_param { pyramid_height: 3 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                .init(
                    "spp_param { pyramid_height: 3 }",
                    bottoms: [[2, 3, 9, 8]],
                    range: -10...10,
                    step: 1e-3,
                    threshold: 1e-2
                ),
                .init("spp_param { pyramid_height: 2 pool: AVE }", bottoms: [[2, 2, 4, 5]]),
                .init("spp_param { pyramid_height: 1 pool: AVE }", bottoms: [[2, 2, 4, 5]]),
            ]
        )
    }

    /// One grid of bins.
    private struct Level {
        let operation: any PoolingOperation
        /// The numbers of an image.
        let count: Int
        /// The pooled values on the way forward, their gradients on the way back.
        let values: Memory
        /// Whole numbers in the place of floats: where each maximum came from.
        let places: Memory
    }

    private var levels: [Level] = []
    private var shapedFor: Shape?
    /// The gradient from one level, before it is added to that of the others.
    private let addend = Memory(shape: [0])

    private var fields: SPPParameter { parameter.sppParam }
    private var isMax: Bool { fields.pool == .max }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard fields.pool != .stochastic else {
            throw error(
                "STOCHASTIC pooling is not supported; use MAX or AVE",
                field: "spp_param.pool"
            )
        }
        guard (1...16).contains(fields.pyramidHeight) else {
            throw error(
                "pyramid_height is from 1 to 16, found \(fields.pyramidHeight)",
                field: "spp_param.pyramid_height"
            )
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount == 4 else {
            throw error("SPP takes a bottom of 4 axes, N x C x H x W; found the shape \(shape)")
        }
        if shape != shapedFor {
            levels = try (0..<Int(fields.pyramidHeight)).map { try makeLevel($0, shape) }
            addend.reshape(to: shape)
            shapedFor = shape
        }
        let count = levels.reduce(0) { $0 + $1.count }
        let flat = try self.shape([shape[0], count], field: "spp_param.pyramid_height")
        top[0].reshape(to: levels.count == 1 ? levels[0].values.shape : flat)
    }

    private func makeLevel(_ number: Int, _ shape: Shape) throws -> Level {
        let bins = 1 << number
        var window = PoolingParameter()
        window.pool = isMax ? .max : .ave
        let kernel = [shape[2], shape[3]].map { ($0 + bins - 1) / bins }
        let pad = zip(kernel, [shape[2], shape[3]]).map { ($0 * bins - $1 + 1) / 2 }
        (window.kernelH, window.kernelW) = (UInt32(kernel[0]), UInt32(kernel[1]))
        (window.strideH, window.strideW) = (window.kernelH, window.kernelW)
        (window.padH, window.padW) = (UInt32(pad[0]), UInt32(pad[1]))
        guard let geometry = try? PoolingGeometry(self, window, of: shape) else {
            throw error(
                "\(bins) x \(bins) bins are too many for a bottom of \(shape[2]) x \(shape[3])",
                field: "spp_param.pyramid_height"
            )
        }
        let pooled = Shape([shape[0], shape[1], geometry.outputHeight, geometry.outputWidth])
        return Level(
            operation: try context.device.makePooling(geometry),
            count: pooled.imageCount,
            values: Memory(shape: pooled),
            places: Memory(shape: pooled)
        )
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let images = share.images(of: bottom[0].shape.images).count
        let x = bottom[0].data.read(nil, share)
        let y = top[0].data.write(nil, share)
        let rows = AxisRows(top[0].shape, axis: 1, share)
        var start = 0
        for level in levels {
            let values = level.values.write(nil, share)
            try level.places.write(nil, share).withMemoryRebound(
                to: Int32.self,
                capacity: images * level.count
            ) { places in
                try level.operation.forward(
                    x: x,
                    y: values,
                    indices: isMax ? places : nil,
                    images: images,
                    layout: nil
                )
            }
            rows.copyIn(values, to: y + start, length: level.count)
            start += level.count
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let images = share.images(of: bottom[0].shape.images).count
        let count = bottom[0].data.count(share)
        let dx = bottom[0].diff.write(nil, share)
        let dy = top[0].diff.read(nil, share)
        let addend = addend.write(nil, share)
        let rows = AxisRows(top[0].shape, axis: 1, share)
        dx.update(repeating: 0, count: count)
        var start = 0
        for level in levels {
            let slopes = level.values.write(nil, share)
            rows.copyOut(dy + start, to: slopes, length: level.count)
            try level.places.read(nil, share).withMemoryRebound(
                to: Int32.self,
                capacity: images * level.count
            ) { places in
                try level.operation.backward(
                    dy: slopes,
                    indices: isMax ? places : nil,
                    dx: addend,
                    images: images,
                    layout: nil
                )
            }
            mapElements(addend, dx, dx, count) { $0 + $1 }
            start += level.count
        }
    }
}

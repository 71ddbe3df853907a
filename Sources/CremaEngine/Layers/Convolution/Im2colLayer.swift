import CremaProto

/// Lays out the windows of a convolution: each output place gets the inputs under its window as
/// channels.
///
/// The top has C x kernel channels, and the extents of a convolution's output; the padding reads
/// as 0.
final class Im2colLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Im2col",
            summary: "Lays out the windows of a convolution as channels.",
            differences: [
                .engine("convolution_param.engine"),
                .init(
                    "Accepted and ignored: the same code serves any number of axes.",
                    field: "convolution_param.force_nd_im2col"
                ),
            ],
            field: "convolution_param",
            usage: "convolution_param { kernel_size: 3 pad: 1 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                .init("convolution_param { kernel_size: 3 stride: 2 }", bottoms: [[2, 3, 5, 6]]),
                .init(
                    "convolution_param { kernel_size: 2 pad: 1 dilation: 2 }",
                    bottoms: [[2, 2, 4, 4]]
                ),
                .init("convolution_param { kernel_size: 2 }", bottoms: [[2, 2, 3, 3, 3]]),
                .init("convolution_param { kernel_size: 2 axis: 2 }", bottoms: [[2, 3, 2, 4]]),
                .init("", bottoms: [[2, 3]]),
            ]
        )
    }

    private var channelAxis = 1
    private var window: ConvolutionWindow!
    /// For each element of one image's top, the element of the bottom it shows; -1 in the padding.
    private var sources: [Int] = []
    private var shapedFor: Shape?

    override var grain: Grain { channelAxis == 0 ? .batch : .images }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        channelAxis = try axis(
            parameter.convolutionParam.axis,
            of: shape,
            field: "convolution_param.axis"
        )
        window = try ConvolutionWindow(self, spatialAxes: shape.axisCount - channelAxis - 1)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount == channelAxis + 1 + window.kernel.count else {
            throw error("the number of the bottom's axes may not change; found the shape \(shape)")
        }
        let size = Array(shape.dims[(channelAxis + 1)...])
        let output = try window.outputSize(of: size, layer: self)
        let channels = try self.shape([shape[channelAxis]] + window.kernel).count
        top[0].reshape(to: try self.shape(shape.dims[..<channelAxis] + [channels] + output))
        guard shape != shapedFor else { return }
        // Where each number of an image of the top comes from.
        let table = top[0].shape.count(from: channelAxis).multipliedSaturated(by: 8)
        if let shortage = AvailableMemory.shortage(of: table) {
            throw error("the table of its windows \(shortage)", field: "convolution_param")
        }
        let planes = sourcesOfChannel(size: size, output: output)
        let area = size.reduce(1, *)
        sources = (0..<shape[channelAxis]).flatMap { channel in
            planes.map { $0 < 0 ? -1 : channel * area + $0 }
        }
        shapedFor = shape
    }

    /// The sources of one channel: kernel x output places.
    private func sourcesOfChannel(size: [Int], output: [Int]) -> [Int] {
        let places = output.reduce(1, *)
        return (0..<window.kernel.reduce(1, *) * places).map { index in
            var (tap, place, source, step) = (index / places, index % places, 0, 1)
            for axis in size.indices.reversed() {
                let at =
                    place % output[axis] * window.stride[axis] - window.pad[axis]
                    + tap % window.kernel[axis] * window.dilation[axis]
                guard size[axis] > at, at >= 0 else { return -1 }
                source += at * step
                step *= size[axis]
                tap /= window.kernel[axis]
                place /= output[axis]
            }
            return source
        }
    }

    private func images(_ shape: Shape, _ share: Share) -> Int {
        channelAxis == 0
            ? 1 : share.images(of: shape.images).count * shape.count(from: 1, to: channelAxis)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let (x, y) = (bottom[0].data.read(nil, share), top[0].data.write(nil, share))
        let size = bottom[0].shape.count(from: channelAxis)
        for image in 0..<images(bottom[0].shape, share) {
            for (index, source) in sources.enumerated() {
                y[image * sources.count + index] = source < 0 ? 0 : x[image * size + source]
            }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let dy = top[0].diff.read(nil, share)
        let dx = bottom[0].diff.write(share)
        dx.update(repeating: 0)
        let size = bottom[0].shape.count(from: channelAxis)
        for image in 0..<images(bottom[0].shape, share) {
            for (index, source) in sources.enumerated() where source >= 0 {
                dx[image * size + source] += dy[image * sources.count + index]
            }
        }
    }
}

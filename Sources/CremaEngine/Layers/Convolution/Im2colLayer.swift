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
                .forceND,
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

    private var window: ConvolutionWindow!
    /// For each element of one image's top, the element of the bottom it shows; -1 in the padding.
    private var sources: [Int] = []
    private var shapedFor: Shape?

    override var grain: Grain { window?.grain ?? .images }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        window = try ConvolutionWindow(self, over: bottom[0].shape)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount == window.axisCount else {
            throw error("the number of the bottom's axes may not change; found the shape \(shape)")
        }
        let channelAxis = window.channelAxis
        let size = window.size(of: shape)
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

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let (x, y) = (bottom[0].data.read(nil, share), top[0].data.write(nil, share))
        let size = bottom[0].shape.count(from: window.channelAxis)
        for image in 0..<window.images(bottom[0].shape, share) {
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
        let size = bottom[0].shape.count(from: window.channelAxis)
        for image in 0..<window.images(bottom[0].shape, share) {
            for (index, source) in sources.enumerated() where source >= 0 {
                dx[image * size + source] += dy[image * sources.count + index]
            }
        }
    }
}

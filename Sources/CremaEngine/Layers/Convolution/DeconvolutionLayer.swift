import CremaProto

/// A convolution turned round: each input adds its kernel, times its value, to the output.
///
/// Extents are `stride (in - 1) + dilation (kernel - 1) + 1 - 2 pad`. The weights are C x
/// `num_output` / `group` x kernel, the biases `num_output`. Several bottoms of one shape share
/// the weights.
final class DeconvolutionLayer: ConvolutionBase {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Deconvolution",
            summary: "Spreads each input over its neighbourhood by learned kernels.",
            notes: [
                "The weights are C x `num_output` / `group` x kernel: their first extent is "
                    + "the bottom's channels.",
                "To enlarge by interpolation: a bilinear filler, `group` and `num_output` "
                    + "both C, no bias, and `param { lr_mult: 0 }`.",
            ],
            differences: [
                .inPlaceRefused,
                .engine("convolution_param.engine"),
                .forceND,
            ],
            field: "convolution_param",
            usage:
                "convolution_param { num_output: 21 group: 21 kernel_size: 4 stride: 2 bias_term: "
                + "false weight_filler { type: \"bilinear\" } }",
            bottoms: .atLeast(1),
            tops: .atLeast(1),
            pairsTopsWithBottoms: true,
            examples: [
                example("num_output: 3 kernel_size: 3", [[2, 2, 3, 4]]),
                example("num_output: 2 kernel_size: 3 stride: 2 pad: 1", [[2, 3, 3, 2]]),
                example("num_output: 4 kernel_size: 2 stride: 2 group: 2", [[2, 2, 3, 3]]),
                example("num_output: 2 kernel_size: 2 stride: 2", [[1, 2, 2, 3, 2]]),
                example("num_output: 2 kernel_size: 3 dilation: 2 pad: 1", [[2, 3, 5]]),
                example("num_output: 3", [[2, 4]]),
                example(
                    "num_output: 2 kernel_size: 2 bias_term: false",
                    [[1, 2, 3, 3], [1, 2, 3, 3]]
                ),
            ]
        )
    }

    override func weightShape(channels: Int) throws -> Shape {
        try shape([channels, outputs / groups] + window.kernel, field: "convolution_param")
    }

    override func outputSize(of size: [Int]) throws -> [Int] {
        try window.inputSize(of: size, layer: self)
    }

    // The convolution from the top to the bottom: its way back is this layer's way forward.
    override func geometry(
        images: Int,
        channels: Int,
        size: [Int],
        output: [Int]
    ) -> ConvolutionGeometry {
        convolution(
            images: images,
            from: outputs,
            to: channels,
            size: output,
            hasBias: false,
            needsBackwardData: true
        )
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        for (bottom, top) in zip(bottom, top) {
            try spread(bottom.data, into: top.data, share)
            guard fields.biasTerm else { continue }
            let biases = blobs[1].data.read(nil, .whole)
            let y = top.data.update(nil, share)
            forEachPlane(top.shape, share) { channel, start, count in
                let bias = biases[channel]
                for index in start..<start + count { y[index] += bias }
            }
        }
    }

    // Each number of a bottom is spread by the weights of its channel.
    override func multiplyAdds(bottom: [Blob], top: [Blob]) -> Int {
        let places = bottom.reduce(0) { $0.addingSaturated($1.count / blobs[0].shape[0]) }
        return places.multipliedSaturated(by: blobs[0].count)
    }

    override func differentiateBottom(_ bottom: Blob, _ top: Blob, _ share: Share) throws {
        try convolve(top.diff, into: bottom.diff, share)
    }

    override func differentiateWeights(
        _ bottom: Blob,
        _ top: Blob,
        into targets: [Memory],
        _ share: Share
    ) throws {
        try correlate(top.diff, bottom.data, into: targets[0], share)
        guard fields.biasTerm else { return }
        let sums = targets[1].write(.whole)
        sums.update(repeating: 0)
        let dy = top.diff.read(nil, share)
        forEachPlane(top.shape, share) { channel, start, count in
            for index in start..<start + count { sums[channel] += dy[index] }
        }
    }

    private func forEachPlane(
        _ shape: Shape,
        _ share: Share,
        _ body: (_ channel: Int, _ start: Int, _ count: Int) -> Void
    ) {
        CremaEngine.forEachPlane(
            images: window.images(shape, share),
            channels: outputs,
            size: shape.count(from: window.channelAxis + 1),
            body
        )
    }
}

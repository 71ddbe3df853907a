import CremaProto

/// Slides kernels of weights over each image: y = w * x + b, without flipping the kernel.
///
/// x is N x C x size, y is N x `num_output` x size'. The weights are `num_output` x C / `group` x
/// kernel, the biases `num_output`. Axes before `axis` number independent images. Several bottoms
/// of one shape share the weights.
final class ConvolutionLayer: ConvolutionBase {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Convolution",
            summary: "Slides learned kernels over images.",
            notes: [
                "Kernels are not flipped: it is a cross-correlation.",
                "Extents round down: floor((in + 2 pad - dilation (kernel - 1) - 1) / stride) "
                    + "+ 1. Pooling's round up.",
                "Several bottoms of the same shape share the weights; each has its own top.",
            ],
            differences: [
                .inPlaceRefused,
                .engine("convolution_param.engine"),
                .forceND,
                .init(
                    "`_h` without `_w`, or the reverse, is refused; Caffe divides by 0 for a "
                        + "`stride_h` alone."
                ),
            ],
            field: "convolution_param",
            usage: "convolution_param { num_output: 96 kernel_size: 11 stride: 4 weight_filler { "
                + "type: \"xavier\" } }",
            bottoms: .atLeast(1),
            tops: .atLeast(1),
            pairsTopsWithBottoms: true,
            examples: examples
        )
    }

    private static let examples: [LayerDescription.Example] = [
        example("num_output: 4 kernel_size: 3", [[2, 3, 6, 5]]),
        example("num_output: 4 kernel_size: 3 stride: 2 pad: 1", [[2, 3, 6, 5]]),
        example("num_output: 4 kernel_size: 3 group: 2", [[2, 4, 5, 4]]),
        example("num_output: 2 kernel_size: 2 dilation: 2", [[2, 2, 5, 6]]),
        example(
            "num_output: 3 kernel_h: 2 kernel_w: 3 pad_w: 1 stride_h: 1 stride_w: 2",
            [[2, 2, 5, 6]]
        ),
        example("num_output: 3 kernel_size: 1 bias_term: false", [[2, 4, 3, 3]]),
        example("num_output: 2 kernel_size: 3 pad: 1", [[1, 2, 4, 3], [1, 2, 4, 3]]),
        example("num_output: 2 kernel_size: 2 stride: 2 pad: 1", [[2, 2, 3, 4, 3]]),
        example("num_output: 2 kernel_size: 2", [[2, 3, 6]]),
        example("num_output: 2 kernel_size: 2 axis: 2", [[2, 2, 3, 4, 3]]),
        example("num_output: 3", [[2, 4]]),
        example("num_output: 3 axis: -1", [[2, 3, 4]]),
    ]

    override func weightShape(channels: Int) throws -> Shape {
        try shape([outputs, channels / groups] + window.kernel, field: "convolution_param")
    }

    override func outputSize(of size: [Int]) throws -> [Int] {
        try window.outputSize(of: size, layer: self)
    }

    override func geometry(
        images: Int,
        channels: Int,
        size: [Int],
        output: [Int]
    ) -> ConvolutionGeometry {
        convolution(
            images: images,
            from: channels,
            to: outputs,
            size: size,
            hasBias: fields.biasTerm,
            needsBackwardData: trains && expectsBottomGradient
        )
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let biases = fields.biasTerm ? blobs[1].data : nil
        for (bottom, top) in zip(bottom, top) {
            try convolve(bottom.data, biases: biases, into: top.data, share)
        }
    }

    // Each number of a top is a sum over the weights of its output.
    override func multiplyAdds(bottom: [Blob], top: [Blob]) -> Int {
        let places = top.reduce(0) { $0.addingSaturated($1.count / outputs) }
        return places.multipliedSaturated(by: blobs[0].count)
    }

    override func differentiateBottom(_ bottom: Blob, _ top: Blob, _ share: Share) throws {
        try spread(top.diff, into: bottom.diff, share)
    }

    override func differentiateWeights(
        _ bottom: Blob,
        _ top: Blob,
        into targets: [Memory],
        _ share: Share
    ) throws {
        let biases = fields.biasTerm ? targets[1] : nil
        try correlate(bottom.data, top.diff, into: targets[0], biases: biases, share)
    }
}

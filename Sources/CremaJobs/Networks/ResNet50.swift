extension StandardNetwork {
    /// ResNet-50: sixteen units that learn what to add to their input.
    ///
    /// Source: He et al., "Deep Residual Learning for Image Recognition", 2015, table 1. The stride
    /// of a stage is in the first convolution of its first unit; the mean at the end is taken over
    /// the whole map, whatever its size.
    public static let resNet50 = StandardNetwork(
        id: "resnet50",
        title: "ResNet-50",
        summary: "He et al. 2015; 256 x 256 in colour, cropped to 224. Accurate and slow.",
        images: ImageSizes(least: 32, usual: 256),
        prototxt: "name: \"ResNet-50\"\n"
            + NetworkText.data(crop: 224, trainBatch: 32, valBatch: 16) + resNet50Layers
            + NetworkText.classification(of: "fc1000")
    )

    private static let resNet50Layers: String = {
        let pooled = "pooling_param { pool: MAX kernel_size: 3 stride: 2 }"
        var text = NetworkText.normalisedConvolution(
            "conv1",
            "data",
            outputs: 64,
            "kernel_size: 7 stride: 2 pad: 3",
            tags: ("bn_conv1", "scale_conv1")
        )
        text += NetworkText.relu("conv1") + NetworkText.layer("pool1", "Pooling", "conv1", pooled)
        var last = "pool1"
        for (stage, count) in [3, 4, 6, 3].enumerated() {
            for unit in 0..<count {
                let name = "\(stage + 2)\("abcdef".dropFirst(unit).prefix(1))"
                let stride = unit == 0 && stage > 0 ? 2 : 1
                text += residualUnit(name, last, width: 64 << stage, stride, isFirst: unit == 0)
                last = "res\(name)"
            }
        }
        let mean = "pooling_param { pool: AVE global_pooling: true }"
        return text + NetworkText.layer("pool5", "Pooling", last, mean)
            + NetworkText.innerProduct("fc1000", "pool5", outputs: nil, fillers: .msra)
    }()

    /// A unit of three convolutions, whose result is added to its input; the first of a stage
    /// brings its input to the new shape by a convolution of its own.
    private static func residualUnit(
        _ name: String,
        _ bottom: String,
        width: Int,
        _ stride: Int,
        isFirst: Bool
    ) -> String {
        func convolution(
            _ branch: String,
            _ bottom: String,
            _ outputs: Int,
            _ geometry: String
        ) -> String {
            NetworkText.normalisedConvolution(
                "res\(name)_\(branch)",
                bottom,
                outputs: outputs,
                geometry + " bias_term: false",
                tags: ("bn\(name)_\(branch)", "scale\(name)_\(branch)")
            )
        }
        let branches = ["branch2a", "branch2b", "branch2c"].map { "res\(name)_\($0)" }
        let strided = "kernel_size: 1 stride: \(stride)"
        let shortcut = isFirst ? convolution("branch1", bottom, 4 * width, strided) : ""
        return shortcut
            + convolution("branch2a", bottom, width, strided) + NetworkText.relu(branches[0])
            + convolution("branch2b", branches[0], width, "kernel_size: 3 pad: 1")
            + NetworkText.relu(branches[1])
            + convolution("branch2c", branches[1], 4 * width, "kernel_size: 1")
            + NetworkText.joining(
                "res\(name)",
                "Eltwise",
                [isFirst ? "res\(name)_branch1" : bottom, branches[2]]
            )
            + NetworkText.relu("res\(name)")
    }
}

extension StandardNetwork {
    /// SqueezeNet 1.1: eight modules that squeeze their channels before they expand them again.
    ///
    /// Source: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters",
    /// 2016; its authors' version 1.1.
    public static let squeezeNet = StandardNetwork(
        id: "squeezenet",
        title: "SqueezeNet 1.1",
        summary: "Iandola et al. 2016; 256 x 256 in colour, cropped to 227. Small, with 5 MB of "
            + "weights.",
        images: ImageSizes(least: 32, usual: 256),
        prototxt: "name: \"SqueezeNet 1.1\"\n"
            + NetworkText.data(crop: 227, trainBatch: 32, valBatch: 16) + squeezeNetLayers
            + NetworkText.classification(of: "pool10")
    )

    private static let squeezeNetLayers: String = {
        let pooled = "pooling_param { pool: MAX kernel_size: 3 stride: 2 }"
        let dropped = "dropout_param { dropout_ratio: 0.5 }"
        return [
            convolution("conv1", "data", 64, "kernel_size: 3 stride: 2"),
            NetworkText.layer("pool1", "Pooling", "conv1", pooled),
            fire(2, "pool1", squeezed: 16),
            fire(3, "fire2/concat", squeezed: 16),
            NetworkText.layer("pool3", "Pooling", "fire3/concat", pooled),
            fire(4, "pool3", squeezed: 32),
            fire(5, "fire4/concat", squeezed: 32),
            NetworkText.layer("pool5", "Pooling", "fire5/concat", pooled),
            fire(6, "pool5", squeezed: 48),
            fire(7, "fire6/concat", squeezed: 48),
            fire(8, "fire7/concat", squeezed: 64),
            fire(9, "fire8/concat", squeezed: 64),
            NetworkText.layer("drop9", "Dropout", "fire9/concat", dropped, inPlace: true),
            NetworkText.convolution(
                "conv10",
                "fire9/concat",
                outputs: nil,
                "kernel_size: 1",
                fillers: .gaussian("0.01", bias: "0")
            ),
            NetworkText.layer(
                "pool10",
                "Pooling",
                "conv10",
                "pooling_param { pool: AVE global_pooling: true }"
            ),
        ].joined()
    }()

    private static func convolution(
        _ name: String,
        _ bottom: String,
        _ outputs: Int,
        _ geometry: String
    ) -> String {
        NetworkText.convolution(
            name,
            bottom,
            outputs: outputs,
            geometry,
            fillers: .xavier(bias: "0")
        )
    }

    /// A fire module: 1 x 1 down to few channels, then 1 x 1 and 3 x 3 up to four times as many
    /// each.
    private static func fire(_ number: Int, _ bottom: String, squeezed: Int) -> String {
        let name = "fire\(number)"
        let branches = ["\(name)/expand1x1", "\(name)/expand3x3"]
        return convolution("\(name)/squeeze1x1", bottom, squeezed, "kernel_size: 1")
            + convolution(branches[0], "\(name)/squeeze1x1", 4 * squeezed, "kernel_size: 1")
            + convolution(branches[1], "\(name)/squeeze1x1", 4 * squeezed, "pad: 1 kernel_size: 3")
            + NetworkText.joining("\(name)/concat", "Concat", branches)
    }
}

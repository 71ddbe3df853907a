extension StandardNetwork {
    /// GoogLeNet: nine inception modules, with two auxiliary classifiers during training.
    ///
    /// Source: Szegedy et al., "Going Deeper with Convolutions", 2014, table 1.
    public static let googLeNet = StandardNetwork(
        id: "googlenet",
        title: "GoogLeNet",
        summary: "Szegedy et al. 2014, for colour images of 256 x 256, cropped to 224.",
        images: ImageSizes(least: 224, usual: 256),
        prototxt: "name: \"GoogLeNet\"\n"
            + NetworkText.data(crop: 224, trainBatch: 32, valBatch: 16) + googLeNetLayers
            + NetworkText.accuracy("accuracy", "loss3/classifier")
            + NetworkText.accuracy("accuracy-top5", "loss3/classifier", topK: 5)
            + NetworkText.loss("loss", "loss3/classifier")
            + NetworkText.softmax("loss3/classifier")
    )

    private static let googLeNetLayers: String = {
        let pooled = "pooling_param { pool: MAX kernel_size: 3 stride: 2 }"
        let normalised = "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }"
        return [
            convolution("conv1/7x7_s2", "data", 64, "pad: 3 kernel_size: 7 stride: 2"),
            NetworkText.layer("pool1/3x3_s2", "Pooling", "conv1/7x7_s2", pooled),
            NetworkText.layer("pool1/norm1", "LRN", "pool1/3x3_s2", normalised),
            convolution("conv2/3x3_reduce", "pool1/norm1", 64, "kernel_size: 1"),
            convolution("conv2/3x3", "conv2/3x3_reduce", 192, "pad: 1 kernel_size: 3"),
            NetworkText.layer("conv2/norm2", "LRN", "conv2/3x3", normalised),
            NetworkText.layer("pool2/3x3_s2", "Pooling", "conv2/norm2", pooled),
            inception("3a", "pool2/3x3_s2", [64, 96, 128, 16, 32, 32]),
            inception("3b", "inception_3a/output", [128, 128, 192, 32, 96, 64]),
            NetworkText.layer("pool3/3x3_s2", "Pooling", "inception_3b/output", pooled),
            inception("4a", "pool3/3x3_s2", [192, 96, 208, 16, 48, 64]),
            classifier("loss1", "inception_4a/output"),
            inception("4b", "inception_4a/output", [160, 112, 224, 24, 64, 64]),
            inception("4c", "inception_4b/output", [128, 128, 256, 24, 64, 64]),
            inception("4d", "inception_4c/output", [112, 144, 288, 32, 64, 64]),
            classifier("loss2", "inception_4d/output"),
            inception("4e", "inception_4d/output", [256, 160, 320, 32, 128, 128]),
            NetworkText.layer("pool4/3x3_s2", "Pooling", "inception_4e/output", pooled),
            inception("5a", "pool4/3x3_s2", [256, 160, 320, 32, 128, 128]),
            inception("5b", "inception_5a/output", [384, 192, 384, 48, 128, 128]),
            NetworkText.layer(
                "pool5/7x7_s1",
                "Pooling",
                "inception_5b/output",
                "pooling_param { pool: AVE kernel_size: 7 stride: 1 }"
            ),
            NetworkText.layer(
                "pool5/drop_7x7_s1",
                "Dropout",
                "pool5/7x7_s1",
                "dropout_param { dropout_ratio: 0.4 }",
                inPlace: true
            ),
            NetworkText.innerProduct(
                "loss3/classifier",
                "pool5/7x7_s1",
                outputs: nil,
                fillers: .xavier(bias: "0")
            ),
        ].joined()
    }()

    private static func convolution(
        _ name: String,
        _ bottom: String,
        _ outputs: Int,
        _ geometry: String,
        rule: String = ""
    ) -> String {
        NetworkText.convolution(
            name,
            bottom,
            outputs: outputs,
            geometry,
            fillers: .xavier(bias: "0.2"),
            rule: rule
        )
    }

    /// An inception module; its counts have the order of the table: 1x1, 3x3 reduce, 3x3, 5x5
    /// reduce, 5x5, pool projection.
    private static func inception(_ number: String, _ bottom: String, _ outputs: [Int]) -> String {
        let name = "inception_\(number)"
        let branches = ["1x1", "3x3", "5x5", "pool_proj"].map { "\(name)/\($0)" }
        return convolution(branches[0], bottom, outputs[0], "kernel_size: 1")
            + convolution("\(name)/3x3_reduce", bottom, outputs[1], "kernel_size: 1")
            + convolution(branches[1], "\(name)/3x3_reduce", outputs[2], "pad: 1 kernel_size: 3")
            + convolution("\(name)/5x5_reduce", bottom, outputs[3], "kernel_size: 1")
            + convolution(branches[2], "\(name)/5x5_reduce", outputs[4], "pad: 2 kernel_size: 5")
            + NetworkText.layer(
                "\(name)/pool",
                "Pooling",
                bottom,
                "pooling_param { pool: MAX kernel_size: 3 stride: 1 pad: 1 }"
            )
            + convolution(branches[3], "\(name)/pool", outputs[5], "kernel_size: 1")
            + NetworkText.joining("\(name)/output", "Concat", branches)
    }

    /// An auxiliary classifier, whose loss counts 0.3; the deploy net has none.
    private static func classifier(_ name: String, _ bottom: String) -> String {
        let rule = "  exclude { stage: \"deploy\" }\n"
        return NetworkText.layer(
            "\(name)/ave_pool",
            "Pooling",
            bottom,
            "pooling_param { pool: AVE kernel_size: 5 stride: 3 }",
            rule: rule
        )
            + convolution("\(name)/conv", "\(name)/ave_pool", 128, "kernel_size: 1", rule: rule)
            + NetworkText.innerProduct(
                "\(name)/fc",
                "\(name)/conv",
                outputs: 1024,
                fillers: .xavier(bias: "0.2"),
                rule: rule
            )
            + NetworkText.relu("\(name)/fc", rule: rule)
            + NetworkText.layer(
                "\(name)/drop_fc",
                "Dropout",
                "\(name)/fc",
                "dropout_param { dropout_ratio: 0.7 }",
                inPlace: true,
                rule: rule
            )
            + NetworkText.innerProduct(
                "\(name)/classifier",
                "\(name)/fc",
                outputs: nil,
                fillers: .xavier(bias: "0"),
                rule: rule
            )
            + NetworkText.loss("\(name)/loss", "\(name)/classifier", weight: "0.3")
    }
}

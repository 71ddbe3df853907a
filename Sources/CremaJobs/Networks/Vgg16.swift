extension StandardNetwork {
    /// VGG-16: thirteen convolutions of 3 x 3 in five blocks, three inner products.
    ///
    /// Source: Simonyan, Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
    /// Recognition", 2014, configuration D.
    public static let vgg16 = StandardNetwork(
        id: "vgg16",
        title: "VGG-16",
        summary:
            "Simonyan and Zisserman 2014; 256 x 256 in colour, cropped to 224. Large and slow.",
        images: ImageSizes(least: 32, usual: 256),
        prototxt: "name: \"VGG-16\"\n"
            + NetworkText.data(crop: 224, trainBatch: 32, valBatch: 16) + vgg16Layers
            + NetworkText.classification(of: "fc8")
    )

    private static let vgg16Layers: String = {
        var (text, last) = ("", "data")
        for (block, width) in [64, 128, 256, 512, 512].enumerated() {
            for number in 1...(block < 2 ? 2 : 3) {
                let name = "conv\(block + 1)_\(number)"
                text += NetworkText.convolution(
                    name,
                    last,
                    outputs: width,
                    "pad: 1 kernel_size: 3",
                    fillers: .xavier(bias: "0")
                )
                last = name
            }
            let pool = "pool\(block + 1)"
            let halved = "pooling_param { pool: MAX kernel_size: 2 stride: 2 }"
            text += NetworkText.layer(pool, "Pooling", last, halved)
            last = pool
        }
        return text + innerProduct("fc6", last) + innerProduct("fc7", "fc6")
            + NetworkText.innerProduct("fc8", "fc7", outputs: nil, fillers: .xavier(bias: "0"))
    }()

    private static func innerProduct(_ name: String, _ bottom: String) -> String {
        let dropped = "dropout_param { dropout_ratio: 0.5 }"
        return NetworkText.innerProduct(
            name,
            bottom,
            outputs: 4096,
            fillers: .xavier(bias: "0")
        )
            + NetworkText.relu(name)
            + NetworkText.layer("\(name)/drop", "Dropout", name, dropped, inPlace: true)
    }
}

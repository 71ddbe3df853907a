extension StandardNetwork {
    /// The quick net of Caffe's CIFAR-10 example: three convolutions, two inner products.
    ///
    /// Source: Krizhevsky's cuda-convnet.
    public static let cifar10Quick = StandardNetwork(
        id: "cifar10-quick",
        title: "CIFAR-10 quick",
        summary: "Krizhevsky's cuda-convnet, for small colour images of 32 x 32; trains in "
            + "minutes.",
        images: ImageSizes(least: 8, usual: 32),
        prototxt: "name: \"CIFAR-10 quick\"\n"
            + NetworkText.data(crop: nil, trainBatch: 100, valBatch: 100)
            + cifar10Features(normalises: false)
            + NetworkText.innerProduct(
                "ip1",
                "pool3",
                outputs: 64,
                fillers: .gaussian("0.1", bias: "0")
            )
            + NetworkText.innerProduct(
                "ip2",
                "ip1",
                outputs: nil,
                fillers: .gaussian("0.1", bias: "0")
            )
            + NetworkText.classification(of: "ip2")
    )

    /// Three convolutions of 5 x 5, each followed by a pooling, the first by the maximum.
    static func cifar10Features(normalises: Bool) -> String {
        let normalised =
            "lrn_param { local_size: 3 alpha: 0.00005 beta: 0.75 norm_region: WITHIN_CHANNEL }"
        var (text, last) = ("", "data")
        for (number, width) in [(1, 32), (2, 32), (3, 64)] {
            text += NetworkText.convolution(
                "conv\(number)",
                last,
                outputs: width,
                "pad: 2 kernel_size: 5",
                fillers: .gaussian(number == 1 ? "0.0001" : "0.01", bias: "0")
            )
            let pooled = "pool: \(number == 1 ? "MAX" : "AVE") kernel_size: 3 stride: 2"
            last = "pool\(number)"
            text += NetworkText.layer(
                last,
                "Pooling",
                "conv\(number)",
                "pooling_param { \(pooled) }"
            )
            if normalises, number < 3 {
                text += NetworkText.layer("norm\(number)", "LRN", last, normalised)
                last = "norm\(number)"
            }
        }
        return text
    }
}

extension StandardNetwork {
    /// The full net of Caffe's CIFAR-10 example: three convolutions with normalisation inside each
    /// map, one inner product.
    ///
    /// Source: Krizhevsky's cuda-convnet, `layers-18pct`.
    public static let cifar10Full = StandardNetwork(
        id: "cifar10-full",
        title: "CIFAR-10 full",
        summary: "Krizhevsky's cuda-convnet, for small colour images of 32 x 32; more accurate "
            + "than the quick net after many epochs.",
        images: ImageSizes(least: 8, usual: 32),
        prototxt: "name: \"CIFAR-10 full\"\n"
            + NetworkText.data(crop: nil, trainBatch: 100, valBatch: 100)
            + cifar10Features(normalises: true)
            + NetworkText.innerProduct(
                "ip1",
                "pool3",
                outputs: nil,
                fillers: .gaussian("0.01", bias: "0"),
                decay: 250
            )
            + NetworkText.classification(of: "ip1")
    )
}

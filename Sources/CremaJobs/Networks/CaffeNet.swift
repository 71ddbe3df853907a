extension StandardNetwork {
    /// CaffeNet: AlexNet with pooling before normalisation, and larger biases to start from.
    ///
    /// Source: Jia et al., "Caffe: Convolutional Architecture for Fast Feature Embedding", 2014.
    public static let caffeNet = StandardNetwork(
        id: "caffenet",
        title: "CaffeNet",
        summary: "Jia et al. 2014, AlexNet that pools first; 256 x 256 in colour, cropped to 227.",
        images: ImageSizes(least: 63, usual: 256),
        prototxt: "name: \"CaffeNet\"\n"
            + NetworkText.data(crop: 227, trainBatch: 128, valBatch: 32)
            + alexNetLayers(poolsFirst: true, bias: "1")
            + NetworkText.classification(of: "fc8")
    )
}

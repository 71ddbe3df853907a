extension StandardNetwork {
    /// AlexNet: five convolutions in two groups, three inner products.
    ///
    /// Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional
    /// Neural Networks", 2012; normalisation before pooling, on one device.
    public static let alexNet = StandardNetwork(
        id: "alexnet",
        title: "AlexNet",
        summary: "Krizhevsky et al. 2012, for colour images of 256 x 256, cropped to 227.",
        prototxt: "name: \"AlexNet\"\n"
            + NetworkText.data(crop: 227, trainBatch: 128, valBatch: 32) + alexNetLayers
            + NetworkText.accuracy("accuracy", "fc8") + NetworkText.loss("loss", "fc8")
            + NetworkText.softmax("fc8")
    )

    private static let alexNetLayers: String = {
        let normalised = "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }"
        let pooled = "pooling_param { pool: MAX kernel_size: 3 stride: 2 }"
        let dropped = "dropout_param { dropout_ratio: 0.5 }"
        func convolution(
            _ name: String,
            _ bottom: String,
            _ outputs: Int,
            _ geometry: String,
            bias: String
        ) -> String {
            NetworkText.convolution(
                name,
                bottom,
                outputs: outputs,
                geometry,
                fillers: .gaussian("0.01", bias: bias)
            )
        }
        func innerProduct(_ name: String, _ bottom: String) -> String {
            NetworkText.innerProduct(
                name,
                bottom,
                outputs: 4096,
                fillers: .gaussian("0.005", bias: "0.1")
            )
                + NetworkText.relu(name)
                + NetworkText.layer("\(name)/drop", "Dropout", name, dropped, inPlace: true)
        }
        return [
            convolution("conv1", "data", 96, "kernel_size: 11 stride: 4", bias: "0"),
            NetworkText.layer("norm1", "LRN", "conv1", normalised),
            NetworkText.layer("pool1", "Pooling", "norm1", pooled),
            convolution("conv2", "pool1", 256, "pad: 2 kernel_size: 5 group: 2", bias: "0.1"),
            NetworkText.layer("norm2", "LRN", "conv2", normalised),
            NetworkText.layer("pool2", "Pooling", "norm2", pooled),
            convolution("conv3", "pool2", 384, "pad: 1 kernel_size: 3", bias: "0"),
            convolution("conv4", "conv3", 384, "pad: 1 kernel_size: 3 group: 2", bias: "0.1"),
            convolution("conv5", "conv4", 256, "pad: 1 kernel_size: 3 group: 2", bias: "0.1"),
            NetworkText.layer("pool5", "Pooling", "conv5", pooled),
            innerProduct("fc6", "pool5"),
            innerProduct("fc7", "fc6"),
            NetworkText.innerProduct(
                "fc8",
                "fc7",
                outputs: nil,
                fillers: .gaussian("0.01", bias: "0")
            ),
        ].joined()
    }()
}

extension StandardNetwork {
    /// AlexNet: five convolutions in two groups, three inner products.
    ///
    /// Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional
    /// Neural Networks", 2012; normalisation before pooling, on one device.
    public static let alexNet = StandardNetwork(
        id: "alexnet",
        title: "AlexNet",
        summary: "Krizhevsky et al. 2012, for colour images of 256 x 256, cropped to 227.",
        images: ImageSizes(least: 63, usual: 256),
        prototxt: "name: \"AlexNet\"\n"
            + NetworkText.data(crop: 227, trainBatch: 128, valBatch: 32)
            + alexNetLayers(poolsFirst: false, bias: "0.1")
            + NetworkText.classification(of: "fc8")
    )

    /// The layers of AlexNet up to its scores; CaffeNet pools before it normalises, and starts from
    /// another bias.
    static func alexNetLayers(poolsFirst: Bool, bias: String) -> String {
        let normalised = "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }"
        let pooled = "pooling_param { pool: MAX kernel_size: 3 stride: 2 }"
        let dropped = "dropout_param { dropout_ratio: 0.5 }"
        let reduced = poolsFirst ? "norm" : "pool"
        func reduce(_ number: Int) -> String {
            let (source, norm, pool) = ("conv\(number)", "norm\(number)", "pool\(number)")
            guard poolsFirst else {
                return NetworkText.layer(norm, "LRN", source, normalised)
                    + NetworkText.layer(pool, "Pooling", norm, pooled)
            }
            return NetworkText.layer(pool, "Pooling", source, pooled)
                + NetworkText.layer(norm, "LRN", pool, normalised)
        }
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
                fillers: .gaussian("0.005", bias: bias)
            )
                + NetworkText.relu(name)
                + NetworkText.layer("\(name)/drop", "Dropout", name, dropped, inPlace: true)
        }
        return [
            convolution("conv1", "data", 96, "kernel_size: 11 stride: 4", bias: "0"),
            reduce(1),
            convolution("conv2", "\(reduced)1", 256, "pad: 2 kernel_size: 5 group: 2", bias: bias),
            reduce(2),
            convolution("conv3", "\(reduced)2", 384, "pad: 1 kernel_size: 3", bias: "0"),
            convolution("conv4", "conv3", 384, "pad: 1 kernel_size: 3 group: 2", bias: bias),
            convolution("conv5", "conv4", 256, "pad: 1 kernel_size: 3 group: 2", bias: bias),
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
    }
}

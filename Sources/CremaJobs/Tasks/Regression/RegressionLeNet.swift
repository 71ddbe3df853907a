extension StandardNetwork {
    /// LeNet with numbers at its end in place of classes.
    public static let regressionLeNet = StandardNetwork(
        id: "lenet-regression",
        title: "LeNet for regression",
        summary:
            "LeNet with EuclideanLoss, for small images; learns best from values around 0 to 1.",
        images: leNet.images,
        prototxt: leNetInput + leNetFeatures + leNetOutputs("the number of values of each image")
            + """
            layer {
              name: "loss"
              type: "EuclideanLoss"
              bottom: "ip2"
              bottom: "label"
              top: "loss"
              exclude { stage: "deploy" }
            }

            """
    )
}

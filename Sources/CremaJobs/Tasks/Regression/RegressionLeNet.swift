extension StandardNetwork {
    /// LeNet with numbers at its end in place of classes.
    public static let regressionLeNet = StandardNetwork(
        id: "lenet-regression",
        title: "LeNet for regression",
        summary:
            "LeNet with EuclideanLoss, for small images; learns best from values around 0 to 1.",
        images: leNet.images,
        prototxt: leNetInput + leNetFeatures + """
            layer {
              name: "ip2"
              type: "InnerProduct"
              bottom: "ip1"
              top: "ip2"
              param { lr_mult: 1 }
              param { lr_mult: 2 }
              inner_product_param {
                # num_output is the number of values of each image.
                weight_filler { type: "xavier" }
                bias_filler { type: "constant" }
              }
            }
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

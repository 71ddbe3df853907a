extension StandardNetwork {
    /// LeNet, in Caffe's variant with ReLU, for small grey images such as MNIST.
    ///
    /// Training scales the pixels by 0.0125 in its Data layers, whose top is `scaled`; the deploy
    /// net does the same in a Power layer from `data` to `scaled`. A layer that should see what the
    /// network sees goes between these and `conv1`.
    public static let leNet = StandardNetwork(
        id: "lenet",
        title: "LeNet",
        summary: "LeCun et al. 1998, for small images of 28 x 28; trains in minutes.",
        images: ImageSizes(least: 16, usual: 28, isUsuallyGrey: true),
        prototxt: leNetInput + leNetFeatures + leNetClasses
    )

    /// LeNet with a Python layer of the given class on the scaled images, in place.
    public static func leNet(withPythonLayer className: String) -> String {
        leNetInput + """
            layer {
              name: "blank_square"
              type: "Python"
              bottom: "scaled"
              top: "scaled"
              python_param {
                module: "digits_python_layers"
                layer: "\(className)"
              }
            }

            """ + leNetFeatures + leNetClasses
    }

    /// The Data layers, and what scales one image as they do.
    static let leNetInput = """
        name: "LeNet"
        layer {
          name: "train-data"
          type: "Data"
          top: "scaled"
          top: "label"
          transform_param {
            scale: 0.0125
          }
          include { stage: "train" }
          data_param { batch_size: 64 }
        }
        layer {
          name: "val-data"
          type: "Data"
          top: "scaled"
          top: "label"
          transform_param {
            scale: 0.0125
          }
          include { stage: "val" }
          data_param { batch_size: 32 }
        }
        layer {
          # The deploy net scales by a layer, as it has no Data layer.
          name: "scale"
          type: "Power"
          bottom: "data"
          top: "scaled"
          power_param {
            scale: 0.0125
          }
          include { stage: "deploy" }
        }

        """

    /// From the scaled images to the features that the last InnerProduct reads.
    static let leNetFeatures = """
        layer {
          name: "conv1"
          type: "Convolution"
          bottom: "scaled"
          top: "conv1"
          param { lr_mult: 1 }
          param { lr_mult: 2 }
          convolution_param {
            num_output: 20
            kernel_size: 5
            stride: 1
            weight_filler { type: "xavier" }
            bias_filler { type: "constant" }
          }
        }
        layer {
          name: "pool1"
          type: "Pooling"
          bottom: "conv1"
          top: "pool1"
          pooling_param {
            pool: MAX
            kernel_size: 2
            stride: 2
          }
        }
        layer {
          name: "conv2"
          type: "Convolution"
          bottom: "pool1"
          top: "conv2"
          param { lr_mult: 1 }
          param { lr_mult: 2 }
          convolution_param {
            num_output: 50
            kernel_size: 5
            stride: 1
            weight_filler { type: "xavier" }
            bias_filler { type: "constant" }
          }
        }
        layer {
          name: "pool2"
          type: "Pooling"
          bottom: "conv2"
          top: "pool2"
          pooling_param {
            pool: MAX
            kernel_size: 2
            stride: 2
          }
        }
        layer {
          name: "ip1"
          type: "InnerProduct"
          bottom: "pool2"
          top: "ip1"
          param { lr_mult: 1 }
          param { lr_mult: 2 }
          inner_product_param {
            num_output: 500
            weight_filler { type: "xavier" }
            bias_filler { type: "constant" }
          }
        }
        layer {
          name: "relu1"
          type: "ReLU"
          bottom: "ip1"
          top: "ip1"
        }

        """

    /// The last layer with weights, `ip2`, whose outputs are as many as a comment in it explains.
    static func leNetOutputs(_ count: String) -> String {
        """
        layer {
          name: "ip2"
          type: "InnerProduct"
          bottom: "ip1"
          top: "ip2"
          param { lr_mult: 1 }
          param { lr_mult: 2 }
          inner_product_param {
            # num_output is \(count).
            weight_filler { type: "xavier" }
            bias_filler { type: "constant" }
          }
        }

        """
    }

    private static let leNetClasses =
        leNetOutputs("the number of classes of the data set") + """
            layer {
              name: "accuracy"
              type: "Accuracy"
              bottom: "ip2"
              bottom: "label"
              top: "accuracy"
              include { stage: "val" }
            }
            layer {
              name: "loss"
              type: "SoftmaxWithLoss"
              bottom: "ip2"
              bottom: "label"
              top: "loss"
              exclude { stage: "deploy" }
            }
            layer {
              name: "softmax"
              type: "Softmax"
              bottom: "ip2"
              top: "softmax"
              include { stage: "deploy" }
            }

            """
}

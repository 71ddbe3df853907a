/// Building blocks of prototxt for the larger standard networks.
///
/// A layer's weights learn at the base rate with decay; its biases learn twice as fast, without
/// decay.
enum NetworkText {
    /// The Data layers of training and validation, cropped, training mirrored at random; whole
    /// images as they are without `crop`.
    static func data(crop: Int?, trainBatch: Int, valBatch: Int) -> String {
        let cropped = crop.map { "crop_size: \($0)" }
        return data("train", cropped.map { "mirror: true \($0)" }, batch: trainBatch)
            + data("val", cropped, batch: valBatch)
    }

    private static func data(_ stage: String, _ transform: String?, batch: Int) -> String {
        """
        layer {
          name: "\(stage)-data"
          type: "Data"
          top: "data"
          top: "label"
        \(transform.map { "  transform_param { \($0) }\n" } ?? "")\
          data_param { batch_size: \(batch) }
          include { stage: "\(stage)" }
        }

        """
    }

    /// A convolution and its ReLU; `geometry` is the rest of `convolution_param`.
    ///
    /// Without `outputs`, it has as many outputs as the data set has classes.
    static func convolution(
        _ name: String,
        _ bottom: String,
        outputs: Int?,
        _ geometry: String,
        fillers: Fillers,
        rule: String = ""
    ) -> String {
        """
        layer {
          name: "\(name)"
          type: "Convolution"
          bottom: "\(bottom)"
          top: "\(name)"
          param { lr_mult: 1 decay_mult: 1 }
          param { lr_mult: 2 decay_mult: 0 }
          convolution_param {
            \(count(outputs))
            \(geometry)
            \(fillers.text)
          }
        \(rule)}

        """ + relu(name, rule: rule)
    }

    /// An inner product; without `outputs`, it has as many outputs as the data set has classes.
    static func innerProduct(
        _ name: String,
        _ bottom: String,
        outputs: Int?,
        fillers: Fillers,
        decay: Int = 1,
        rule: String = ""
    ) -> String {
        """
        layer {
          name: "\(name)"
          type: "InnerProduct"
          bottom: "\(bottom)"
          top: "\(name)"
          param { lr_mult: 1 decay_mult: \(decay) }
          param { lr_mult: 2 decay_mult: 0 }
          inner_product_param {
            \(count(outputs))
            \(fillers.text)
          }
        \(rule)}

        """
    }

    private static func count(_ outputs: Int?) -> String {
        outputs.map { "num_output: \($0)" } ?? "# num_output is the number of classes."
    }

    /// A convolution that is normalised over the batch, scaled and shifted in place by layers with
    /// the names `tags`.
    static func normalisedConvolution(
        _ name: String,
        _ bottom: String,
        outputs: Int,
        _ geometry: String,
        tags: (normalise: String, scale: String)
    ) -> String {
        let geometry = "num_output: \(outputs) \(geometry) weight_filler { type: \"msra\" }"
        return layer(name, "Convolution", bottom, "convolution_param { \(geometry) }")
            + layer(tags.normalise, "BatchNorm", name, inPlace: true)
            + layer(tags.scale, "Scale", name, "scale_param { bias_term: true }", inPlace: true)
    }

    /// A layer of any type that joins several blobs.
    static func joining(_ name: String, _ type: String, _ bottoms: [String]) -> String {
        """
        layer {
          name: "\(name)"
          type: "\(type)"
        \(bottoms.map { "  bottom: \"\($0)\"\n" }.joined())  top: "\(name)"
        }

        """
    }

    /// A ReLU in place.
    static func relu(_ blob: String, rule: String = "") -> String {
        """
        layer {
          name: "\(blob)/relu"
          type: "ReLU"
          bottom: "\(blob)"
          top: "\(blob)"
        \(rule)}

        """
    }

    /// A layer of any type with one bottom and one field.
    static func layer(
        _ name: String,
        _ type: String,
        _ bottom: String,
        _ parameter: String = "",
        inPlace: Bool = false,
        rule: String = ""
    ) -> String {
        """
        layer {
          name: "\(name)"
          type: "\(type)"
          bottom: "\(bottom)"
          top: "\(inPlace ? bottom : name)"
        \(parameter.isEmpty ? "" : "  \(parameter)\n")\(rule)}

        """
    }

    /// The accuracy among the first `topK` classes, during validation.
    static func accuracy(_ name: String, _ bottom: String, topK: Int = 1) -> String {
        """
        layer {
          name: "\(name)"
          type: "Accuracy"
          bottom: "\(bottom)"
          bottom: "label"
          top: "\(name)"
          accuracy_param { top_k: \(topK) }
          include { stage: "val" }
        }

        """
    }

    /// The loss of a classification, in all nets except the deploy net.
    static func loss(_ name: String, _ bottom: String, weight: String = "1") -> String {
        """
        layer {
          name: "\(name)"
          type: "SoftmaxWithLoss"
          bottom: "\(bottom)"
          bottom: "label"
          top: "\(name)"
          loss_weight: \(weight)
          exclude { stage: "deploy" }
        }

        """
    }

    /// The probabilities in the deploy net.
    static func softmax(_ bottom: String) -> String {
        layer("softmax", "Softmax", bottom, rule: "  include { stage: \"deploy\" }\n")
    }

    /// What a classification ends with: accuracy, loss, and the probabilities in the deploy net.
    static func classification(of scores: String) -> String {
        accuracy("accuracy", scores) + loss("loss", scores) + softmax(scores)
    }

    /// The initial weights and biases.
    struct Fillers {
        let text: String

        /// He's initial weights, biases of 0.
        static let msra = Fillers(text: "weight_filler { type: \"msra\" }")

        static func gaussian(_ deviation: String, bias: String) -> Fillers {
            Fillers(
                text: "weight_filler { type: \"gaussian\" std: \(deviation) } "
                    + "bias_filler { type: \"constant\" value: \(bias) }"
            )
        }

        static func xavier(bias: String) -> Fillers {
            Fillers(
                text: "weight_filler { type: \"xavier\" } "
                    + "bias_filler { type: \"constant\" value: \(bias) }"
            )
        }
    }
}

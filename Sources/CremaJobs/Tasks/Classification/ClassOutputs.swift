import CremaProto

/// Fits the end of a net to the number of classes.
struct ClassOutputs {
    private let net: Prototxt<NetParameter>
    private let classCount: Int

    init(_ net: Prototxt<NetParameter>, classCount: Int) {
        self.net = net
        self.classCount = classCount
    }

    /// The layers but Data layers.
    ///
    /// The last InnerProduct gets its `num_output` where it has none, and an Accuracy whose `top_k`
    /// takes in every class is left out. Throws `PrototxtError` for another InnerProduct without
    /// `num_output`, and for one with fewer outputs than classes.
    func filled() throws -> FittedLayers {
        let outputs = OutputCount(
            net: net,
            count: classCount,
            unit: "classes",
            losses: ["SoftmaxWithLoss"],
            allowsMore: true
        )
        var fitted = FittedLayers()
        for (index, var layer) in net.message.layer.enumerated() where !layer.isData {
            if layer.type == "Accuracy", Int(layer.accuracyParam.topK) >= classCount {
                fitted.warnings.append(
                    Phrase(
                        "warning.top_k",
                        [
                            "layer": layer.name, "classes": "\(classCount)",
                            "top": "\(layer.accuracyParam.topK)",
                        ]
                    )
                )
                continue
            }
            try outputs.fill(&layer, at: index)
            fitted.layers.append((index, layer))
        }
        return fitted
    }
}

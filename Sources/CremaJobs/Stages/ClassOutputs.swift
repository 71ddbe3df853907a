import CremaProto

/// Adapts the end of a net to the number of classes.
struct ClassOutputs {
    private let net: Prototxt<NetParameter>
    private let stages: [Set<NetStage>]
    private let classCount: Int
    private(set) var warnings: [String] = []

    init(_ net: Prototxt<NetParameter>, stages: [Set<NetStage>], classCount: Int) {
        self.net = net
        self.stages = stages
        self.classCount = classCount
    }

    /// All layers except Data layers, each with its number in the prototxt.
    ///
    /// The last InnerProduct receives its `num_output` if it lacks one, and an Accuracy whose
    /// `top_k` covers every class is left out. Throws `PrototxtError` for another InnerProduct
    /// without `num_output`, and for one with fewer outputs than classes.
    mutating func filled() throws -> [(index: Int, layer: LayerParameter)] {
        var kept: [(index: Int, layer: LayerParameter)] = []
        for (index, var layer) in net.message.layer.enumerated() where !layer.isData {
            if layer.type == "Accuracy", Int(layer.accuracyParam.topK) >= classCount {
                warnings.append(
                    "Layer \"\(layer.name)\" is left out: all \(classCount) classes are among the "
                        + "top \(layer.accuracyParam.topK)."
                )
                continue
            }
            if layer.type == "InnerProduct" { try fill(&layer, index) }
            kept.append((index, layer))
        }
        return kept
    }

    private func fill(_ layer: inout LayerParameter, _ index: Int) throws {
        let readers = readers(of: layer.top.first ?? "", after: index)
        let isOutput = readers.allSatisfy {
            $0.isLoss || ["Accuracy", "Softmax"].contains($0.type)
        }
        let outputs = layer.innerProductParam.numOutput
        guard layer.innerProductParam.hasNumOutput else {
            guard isOutput else {
                throw net.error(
                    ofLayer: index,
                    field: "inner_product_param",
                    "\"num_output\" is missing; only the last InnerProduct, which gets the "
                        + "number of classes, may leave it out"
                )
            }
            layer.innerProductParam.numOutput = UInt32(clamping: classCount)
            return
        }
        let isClassified = readers.contains { $0.type == "SoftmaxWithLoss" }
        if isOutput, isClassified, outputs < classCount {
            throw net.error(
                ofLayer: index,
                field: "inner_product_param.num_output",
                "\"num_output\" is \(outputs), but the data set has \(classCount) classes; "
                    + "leave it out"
            )
        }
    }

    /// The layers that read a blob; a layer in place is replaced by its own readers.
    private func readers(of blob: String, after index: Int) -> [LayerParameter] {
        net.message.layer[(index + 1)...].filter {
            $0.bottom.contains(blob) && !$0.top.contains(blob)
        }
    }
}

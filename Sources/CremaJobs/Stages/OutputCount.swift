import CremaProto

/// Gives the last InnerProduct of a net as many outputs as its data set has targets to predict.
struct OutputCount {
    /// The prototxt.
    let net: Prototxt<NetParameter>
    /// How many outputs the last InnerProduct gets.
    let count: Int
    /// What is counted: `classes`.
    let unit: String
    /// The types of losses that compare its outputs with the targets.
    let losses: Set<String>
    /// Whether it may have more outputs than that.
    let allowsMore: Bool

    /// Fills in a layer of the prototxt where it is an InnerProduct without `num_output`.
    ///
    /// Throws `PrototxtError` where it is not the last, and where it has another number of outputs
    /// than it should.
    func fill(_ layer: inout LayerParameter, at index: Int) throws {
        guard layer.type == "InnerProduct" else { return }
        let readers = readers(of: layer.top.first ?? "", after: index)
        let isOutput = readers.allSatisfy {
            $0.isLoss || ["Accuracy", "Softmax"].contains($0.type)
        }
        guard layer.innerProductParam.hasNumOutput else {
            guard isOutput else {
                throw net.error(
                    ofLayer: index,
                    field: "inner_product_param",
                    "\"num_output\" is missing; only the last InnerProduct, which gets the number "
                        + "of \(unit), may leave it out"
                )
            }
            layer.innerProductParam.numOutput = UInt32(clamping: count)
            return
        }
        let outputs = layer.innerProductParam.numOutput
        let isCompared = readers.contains { losses.contains($0.type) }
        let suits = allowsMore ? outputs >= count : outputs == count
        guard !isOutput || !isCompared || suits else {
            throw net.error(
                ofLayer: index,
                field: "inner_product_param.num_output",
                "\"num_output\" is \(outputs), but the data set has \(count) \(unit); leave it out"
            )
        }
    }

    /// The layers that read a blob, where a layer in place stands for its readers.
    private func readers(of blob: String, after index: Int) -> [LayerParameter] {
        net.message.layer[(index + 1)...].filter {
            $0.bottom.contains(blob) && !$0.top.contains(blob)
        }
    }
}

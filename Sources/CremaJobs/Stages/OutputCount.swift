import CremaProto

/// Gives the last InnerProduct or Convolution of a net as many outputs as its data set has targets
/// to predict.
struct OutputCount {
    /// The prototxt.
    let net: Prototxt<NetParameter>
    /// How many outputs the last such layer gets.
    let count: Int
    /// What is counted: `classes`.
    let unit: String
    /// The types of losses that compare its outputs with the targets.
    let losses: Set<String>
    /// Whether it may have more outputs than that.
    let allowsMore: Bool

    /// Fills in a layer of the prototxt where it lacks its `num_output`.
    ///
    /// Throws `PrototxtError` where it is not the last, and where it has another number of outputs
    /// than it should.
    func fill(_ layer: inout LayerParameter, at index: Int) throws {
        if layer.type == "Convolution", !layer.convolutionParam.hasNumOutput,
            net.isOutput(index)
        {
            layer.convolutionParam.numOutput = UInt32(clamping: count)
        }
        guard layer.type == "InnerProduct" else { return }
        let isOutput = net.isOutput(index)
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
        let readers = net.readers(of: layer.top.first ?? "", after: index)
        let isCompared = readers.contains { losses.contains(net.message.layer[$0].type) }
        let suits = allowsMore ? outputs >= count : outputs == count
        guard !isOutput || !isCompared || suits else {
            throw net.error(
                ofLayer: index,
                field: "inner_product_param.num_output",
                "\"num_output\" is \(outputs), but the data set has \(count) \(unit); leave it out"
            )
        }
    }
}

extension Prototxt<NetParameter> {
    /// Whether a layer makes the scores that only losses, accuracies and probabilities read.
    ///
    /// The scores of a Convolution are pooled or reshaped on their way.
    func isOutput(_ index: Int) -> Bool {
        let layer = message.layer[index]
        let isConvolution = layer.type == "Convolution"
        guard isConvolution || layer.type == "InnerProduct" else { return false }
        let passing: Set = isConvolution ? ["Pooling", "Flatten", "Reshape"] : []
        var waiting = layer.top.prefix(1).map { (blob: $0, index: index) }
        var seen: Set<Int> = []
        var hasEnd = !isConvolution
        while let (blob, place) = waiting.popLast() {
            for reader in readers(of: blob, after: place) where seen.insert(reader).inserted {
                let layer = message.layer[reader]
                if passing.contains(layer.type) {
                    waiting += layer.top.map { ($0, reader) }
                } else if layer.isLoss || ["Accuracy", "Softmax"].contains(layer.type) {
                    hasEnd = true
                } else {
                    return false
                }
            }
        }
        return hasEnd
    }

    /// The layers that read a blob, where a layer in place stands for its readers.
    func readers(of blob: String, after index: Int) -> [Int] {
        message.layer.indices[(index + 1)...].filter {
            message.layer[$0].bottom.contains(blob) && !message.layer[$0].top.contains(blob)
        }
    }
}

import CremaProto

/// Gives each consumer of a blob its own copy of it, so that their gradients can be summed
/// (Caffe's InsertSplits).
///
/// A top that is used more than once, by bottoms or by its loss weight, gets a Split layer right
/// after its producer, named `BLOB_LAYER_INDEX_split`, with the tops `BLOB_LAYER_INDEX_split_0` and
/// so on in the order of use.
struct SplitInsertion {
    /// A layer of the net with its splits.
    struct Layer {
        /// The layer's text.
        var parameter: LayerParameter
        /// The number of the layer that it came from.
        var origin: Int
        /// Whether its loss weight has gone to a split, so that it has none of its
        /// own, not even by default.
        var lossHasMoved = false
    }

    /// A top of a layer, by their numbers.
    private struct Source: Hashable {
        var layer: Int
        var top: Int
    }

    private let layers: [LayerParameter]
    private var sources: [[Source]] = []
    private var useCounts: [Source: Int] = [:]
    private var lossWeights: [Source: Float] = [:]
    private var nextSplit: [Source: Int] = [:]

    /// Throws where a bottom has no producer before it.
    init(_ layers: [LayerParameter]) throws {
        self.layers = layers
        var lastProducer: [String: Source] = [:]
        for (index, layer) in layers.enumerated() {
            sources.append(
                try layer.bottom.map { bottom in
                    guard let source = lastProducer[bottom] else {
                        throw unknownBottom(bottom, of: layer, known: Array(lastProducer.keys))
                    }
                    useCounts[source, default: 0] += 1
                    return source
                }
            )
            for (top, name) in layer.top.enumerated() {
                lastProducer[name] = Source(layer: index, top: top)
            }
            for (top, weight) in layer.lossWeight.prefix(layer.top.count).enumerated()
            where weight != 0 {
                lossWeights[Source(layer: index, top: top)] = weight
                useCounts[Source(layer: index, top: top), default: 0] += 1
            }
        }
    }

    /// The layers with their splits.
    mutating func run() -> [Layer] {
        var result: [Layer] = []
        for index in layers.indices {
            var layer = Layer(parameter: layers[index], origin: index)
            for (bottom, source) in sources[index].enumerated()
            where useCounts[source, default: 0] > 1 {
                let use = nextSplit[source, default: 0]
                nextSplit[source] = use + 1
                layer.parameter.bottom[bottom] = blobName(
                    layers[source.layer].top[source.top],
                    source,
                    use
                )
            }
            let split = layer.parameter.top.indices.map { Source(layer: index, top: $0) }
                .filter { useCounts[$0, default: 0] > 1 }
            for source in split where lossWeights[source] != nil {
                moveLoss(of: source, from: &layer)
            }
            result.append(layer)
            result += split.map { Layer(parameter: makeSplit($0), origin: index) }
        }
        return result
    }

    /// Takes a top's loss weight from its layer: the first top of the split has it.
    private mutating func moveLoss(of source: Source, from layer: inout Layer) {
        layer.parameter.lossWeight[source.top] = 0
        if layer.parameter.lossWeight.allSatisfy({ $0 == 0 }) { layer.parameter.lossWeight = [] }
        layer.lossHasMoved = true
        nextSplit[source] = 1
    }

    private func makeSplit(_ source: Source) -> LayerParameter {
        let count = useCounts[source, default: 0]
        let blob = layers[source.layer].top[source.top]
        var split = LayerParameter()
        split.name = "\(blob)_\(layers[source.layer].name)_\(source.top)_split"
        split.type = "Split"
        split.bottom = [blob]
        split.top = (0..<count).map { blobName(blob, source, $0) }
        if let weight = lossWeights[source] {
            split.lossWeight = [weight] + Array(repeating: 0, count: count - 1)
        }
        return split
    }

    private func blobName(_ blob: String, _ source: Source, _ use: Int) -> String {
        "\(blob)_\(layers[source.layer].name)_\(source.top)_split_\(use)"
    }
}

/// The error of a layer that reads a blob which nobody before it makes.
func unknownBottom(_ bottom: String, of layer: LayerParameter, known: [String]) -> EngineError {
    let guess = NearestName.question(bottom, in: known)
    return EngineError(
        layer: layer.name,
        field: "bottom",
        "no layer before it makes the bottom \"\(bottom)\"\(guess)"
    )
}

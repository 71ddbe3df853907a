public import CremaData
public import CremaProto

/// What every layer of a net saw and learned: statistics and a picture of each blob.
///
/// In the order of the net's layers: the blobs that a layer reads, its weights, the blobs that it
/// makes; each once. Values are those after the pass, so a blob that a layer changes in place shows
/// the change.
public struct NetInspection {
    /// One blob.
    public struct Entry: Codable, Sendable {
        /// Whether it is a blob between layers or what a layer learned.
        public enum Kind: String, Codable, Sendable {
            case activation = "Activation"
            case weights = "Weights"
        }

        /// The name of the blob, or of the layer that has the weights.
        public var name: String
        /// What the blob is.
        public var kind: Kind
        /// The type of the layer that has the weights, or wrote the blob last.
        public var layerType: String
        /// The extents; without the batch for blobs between layers.
        public var shape: [Int]
        /// The numbers that the layer learned, biases included; nil for blobs between layers.
        public var parameters: Int?
        /// The mean of the values.
        public var mean: Double
        /// Their standard deviation.
        public var deviation: Double
        /// How they are spread.
        public var histogram: BlobStatistics.Histogram
        /// The file of the picture, if there is one.
        public var picture: String?
    }

    /// The entries, each with its picture.
    public private(set) var entries: [(entry: Entry, picture: Image?)] = []
    private let net: Net
    private var seen: Set<String> = []

    /// Looks at a net after a forward pass.
    ///
    /// Throws `EngineError` where a layer's rules exclude each other.
    public init(_ net: Net) throws {
        self.net = net
        let layers = try net.text.message.layers(in: net.state)
        let writers = Dictionary(
            layers.flatMap { layer in layer.top.map { ($0, layer.type) } },
            uniquingKeysWith: { $1 }
        )
        for layer in layers where !Self.isLeftOut(layer) {
            for bottom in layer.bottom { addActivation(bottom, writers[bottom] ?? layer.type) }
            addWeights(layer)
            for top in layer.top { addActivation(top, writers[top] ?? layer.type) }
        }
    }

    /// Sources of data and what only scores are not shown.
    private static func isLeftOut(_ layer: LayerParameter) -> Bool {
        layer.type.hasSuffix("Data") || layer.type.hasSuffix("Loss")
            || ["Accuracy", "Input"].contains(layer.type)
    }

    private mutating func addActivation(_ name: String, _ layerType: String) {
        guard seen.insert(name).inserted, let blob = net.blob(name), blob.count > 0 else { return }
        let image = Array(blob.shape.dims.dropFirst())
        let shape = image.isEmpty ? [1] : image
        let values = UnsafeBufferPointer(rebasing: blob.data.read().prefix(shape.reduce(1, *)))
        let statistics = BlobStatistics(values)
        let entry = Entry(
            name: name,
            kind: .activation,
            layerType: layerType,
            shape: shape,
            parameters: nil,
            mean: statistics.mean,
            deviation: statistics.deviation,
            histogram: statistics.histogram
        )
        let picture = BlobPicture.draw(
            values,
            shape: shape,
            name == "data" ? .plain : .heatMap,
            range: layerType == "Softmax" ? 0...1 : nil
        )
        entries.append((entry, picture))
    }

    private mutating func addWeights(_ layer: LayerParameter) {
        guard let blobs = net.node(layer.name)?.layer.blobs, let weights = blobs.first else {
            return
        }
        let values = weights.data.read()
        let statistics = BlobStatistics(values)
        let entry = Entry(
            name: layer.name,
            kind: .weights,
            layerType: layer.type,
            shape: weights.shape.dims,
            parameters: blobs.reduce(0) { $0 + $1.count },
            mean: statistics.mean,
            deviation: statistics.deviation,
            histogram: statistics.histogram
        )
        // An inner product's weights are not images, and there are too many of them to see.
        let picture =
            layer.type == "InnerProduct"
            ? nil : BlobPicture.draw(values, shape: weights.shape.dims, .heatMap)
        entries.append((entry, picture))
    }
}

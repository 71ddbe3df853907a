public import CremaProto

/// What a net costs, known from its shapes: nothing is allocated, and nothing computed.
///
/// ```
/// let cost = try NetCost(text, state: state, workers: 2, historyCount: 1)
/// print(cost.bytes, cost.multiplyAdds / cost.batchSize)
/// ```
///
/// Devices may take more memory, for orders of their own.
public struct NetCost: Codable, Sendable, Equatable {
    /// What a layer of the text costs, with the splits of its tops.
    public struct Layer: Codable, Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its type.
        public var type: String
        /// The extents of each top, the batch included.
        public var shapes: [[Int]]
        /// The numbers that it learns, or shares with a layer before it.
        public var parameters: Int
        /// The memory that it adds, in bytes.
        public var bytes: Int
        /// The multiplications of a forward pass over the batch, each with its addition.
        public var multiplyAdds: Int
    }

    /// The layers, in their order.
    public private(set) var layers: [Layer] = []
    /// The images of a batch.
    public let batchSize: Int
    /// The numbers that the net learns, each once.
    public let parameters: Int

    /// The memory of all layers, in bytes.
    public var bytes: Int { layers.reduce(0) { $0.addingSaturated($1.bytes) } }

    /// The multiplications of a forward pass over the batch.
    public var multiplyAdds: Int { layers.reduce(0) { $0.addingSaturated($1.multiplyAdds) } }

    /// The cost of a net in a state; in the phase TRAIN with all that a training keeps.
    ///
    /// - Parameters:
    ///   - text: The net.
    ///   - state: Its phase, level and stages.
    ///   - catalog: The layer types that it may name.
    ///   - workers: How many keep a sum of each gradient.
    ///   - historyCount: How many numbers the solver keeps for each that is learned.
    /// - Throws: `EngineError` with the place of the layer whose shapes do not work.
    public init(
        _ text: Prototxt<NetParameter>,
        state: NetState,
        catalog: LayerCatalog = .builtIn,
        workers: Int,
        historyCount: Int
    ) throws {
        let net = try Net.outline(of: text, state: state, catalog: catalog)
        batchSize = net.batchSize
        parameters = net.parameters.reduce(0) { $0.addingSaturated($1.blob.count) }
        let copies = workers.addingSaturated(historyCount).addingSaturated(1)
        var tally = MemoryTally(copiesOfGradient: state.phase == .train ? copies : nil)
        var places: [Int: Int] = [:]
        for node in net.nodes {
            let bytes = tally.bytes(of: node)
            guard let place = places[node.origin] else {
                places[node.origin] = layers.count
                layers.append(Layer(node, bytes: bytes))
                continue
            }
            layers[place].bytes = layers[place].bytes.addingSaturated(bytes)
        }
    }
}

extension NetCost.Layer {
    fileprivate init(_ node: Net.Node, bytes: Int) {
        self.init(
            name: node.layer.name,
            type: node.layer.parameter.type,
            shapes: node.tops.map(\.shape.dims),
            parameters: node.layer.blobs.reduce(0) { $0.addingSaturated($1.count) },
            bytes: bytes,
            multiplyAdds: node.layer.multiplyAdds(bottom: node.bottoms, top: node.tops)
        )
    }
}

extension Net {
    /// A net that has shapes alone.
    static func outline(
        of text: Prototxt<NetParameter>,
        state: NetState,
        catalog: LayerCatalog
    ) throws -> Net {
        var context = try NetContext(
            catalog: catalog,
            device: ReferenceDevice(),
            workers: WorkerPool(count: 1)
        )
        context.isOutline = true
        return try Net(text, state: state, context: context)
    }
}

/// Adds up memories, each once, however many blobs show it.
struct MemoryTally {
    /// How many arrays of a parameter's size a training keeps next to its values; nil where
    /// nothing is learned.
    let copiesOfGradient: Int?
    private var counted: Set<ObjectIdentifier> = []

    init(copiesOfGradient: Int?) {
        self.copiesOfGradient = copiesOfGradient
    }

    /// What a layer takes: its tops, its parameters, what it keeps between the passes and what it
    /// reads ahead.
    mutating func bytes(of node: Net.Node) -> Int {
        var bytes = 0
        for top in node.tops {
            bytes = bytes.addingSaturated(self.bytes(of: top.data))
            guard copiesOfGradient != nil, node.needsBackward else { continue }
            bytes = bytes.addingSaturated(self.bytes(of: top.diff))
        }
        for blob in node.layer.blobs {
            let copies = (copiesOfGradient ?? 0).addingSaturated(1)
            bytes = bytes.addingSaturated(self.bytes(of: blob.data).multipliedSaturated(by: copies))
        }
        for memory in node.layer.ownMemories {
            bytes = bytes.addingSaturated(self.bytes(of: memory))
        }
        if let records = node.layer as? RecordLayer {
            let batch = node.tops.reduce(0) { $0.addingSaturated(Self.bytes($1.count)) }
            bytes = bytes.addingSaturated(batch.multipliedSaturated(by: records.depth))
        }
        return bytes
    }

    private mutating func bytes(of memory: Memory) -> Int {
        guard counted.insert(ObjectIdentifier(memory.storage)).inserted else { return 0 }
        return Self.bytes(memory.storage.shape.count)
    }

    private static func bytes(_ count: Int) -> Int {
        count.multipliedSaturated(by: MemoryLayout<Float>.stride)
    }
}

extension Layer {
    /// The memories among the layer's own properties, whatever its type.
    ///
    /// They are found by reflection, so that no layer need list them a second time.
    var ownMemories: [Memory] {
        var found: [Memory] = []
        var mirror: Mirror? = Mirror(reflecting: self)
        while let current = mirror, current.subjectType != Layer.self {
            for child in current.children { Self.addMemories(of: child.value, to: &found) }
            mirror = current.superclassMirror
        }
        return found
    }

    private static func addMemories(of value: Any, to found: inout [Memory]) {
        if let memory = value as? Memory { return found.append(memory) }
        if let blob = value as? Blob { return found.append(blob.data) }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional?, .struct?, .tuple?:
            for child in mirror.children { addMemories(of: child.value, to: &found) }
        case .collection?:
            for child in mirror.children {
                let before = found.count
                addMemories(of: child.value, to: &found)
                // Its elements are alike, and may be a million numbers.
                guard found.count > before else { return }
            }
        // Other classes are parts that layers have in common, such as the device.
        default: return
        }
    }
}

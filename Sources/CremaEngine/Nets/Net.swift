public import CremaProto

/// What a net is built with, besides its text.
public struct NetContext {
    /// The layer types that may be named.
    public var catalog: LayerCatalog
    /// The hardware.
    public var device: any Device
    /// The threads that a batch is dealt over.
    public var workers: WorkerPool
    /// Where the run is, and what its randomness starts from; nets of one solver share it.
    public var clock: Clock
    /// Says what is being built, in Caffe's words.
    public var log: Log
    /// Whether only shapes matter: nothing is filled, and next to no memory is taken.
    ///
    /// Such a net is looked at, and never runs.
    public var isOutline = false

    /// A context; the defaults are this machine's cores and its fast device.
    ///
    /// All randomness starts from the seed (`random_seed`).
    /// Throws where the machine has no such device.
    public init(
        catalog: LayerCatalog = .builtIn,
        device: (any Device)? = nil,
        workers: WorkerPool? = nil,
        seed: UInt64 = 1,
        log: Log = .none
    ) throws {
        self.catalog = catalog
        self.device = try device ?? DeviceCatalog.builtIn.makeDevice()
        self.workers = workers ?? WorkerPool()
        clock = Clock(seed: seed)
        self.log = log
    }
}

/// A network of layers, built for one phase from prototxt.
///
/// ```
/// let text = try NetParameter.read(prototxt: "lenet_train_test.prototxt")
/// let net = try Net(text, phase: .train)
/// let loss = try net.forward()
/// net.clearParameterDiffs()
/// try net.backward()
/// ```
///
/// Building filters the layers by the net's state, inserts splits, makes each layer and has it
/// shape its tops. One thread at a time uses a net; the net itself deals each batch over its
/// workers.
public final class Net {
    /// A layer in its place: its blobs, and where gradients go.
    public struct Node {
        /// The layer itself.
        public let layer: Layer
        /// The number of the layer in the text that the net was built from.
        public let origin: Int
        /// What the layer reads.
        public internal(set) var bottoms: [Blob] = []
        /// What the layer fills.
        public internal(set) var tops: [Blob] = []
        /// The bottoms' names, splits included.
        public internal(set) var bottomNames: [String] = []
        /// The tops' names, splits included.
        public internal(set) var topNames: [String] = []
        /// Whether the gradient of each bottom is needed.
        public internal(set) var propagateDown: [Bool] = []
        /// Whether the layer has a part in the backward pass.
        public internal(set) var needsBackward = false
        /// What each top adds to the loss.
        public internal(set) var lossWeights: [Float] = []
        /// The bottoms' shapes that the layer was last shaped for.
        var shapedFor: [Shape] = []
        /// The shapes that it gave its tops; other code may have changed them since.
        var shapedTops: [Shape] = []
    }

    /// A learnable parameter, once for all layers that share it.
    public struct Parameter {
        /// The blob of the layer that owns it.
        public let blob: Blob
        /// The number of the node whose layer owns it.
        public let layer: Int
        /// The number of the blob among those of its layer.
        public let index: Int
        /// The name it is shared by; empty where it is not shared.
        public let name: String
        /// The factor of the learning rate.
        public internal(set) var lrMult: Float
        /// The factor of the weight decay.
        public internal(set) var decayMult: Float
    }

    /// The text that it was built from, with the places of the layers.
    public let text: Prototxt<NetParameter>
    /// The net's name.
    public var name: String { text.message.name }
    /// The phase, level and stages that decided on its layers.
    public let state: NetState
    /// What the net was built with.
    public let context: NetContext
    /// The layers in their order, splits included.
    public internal(set) var nodes: [Node] = []
    /// All blobs by name, in the order in which they are made.
    public internal(set) var blobs: [(name: String, blob: Blob)] = []
    /// The learnable parameters in the net's order: the solver's history follows it.
    public internal(set) var parameters: [Parameter] = []
    /// The tops that no layer reads, in alphabetical order.
    public internal(set) var outputs: [String] = []
    /// The tops of Input layers.
    public internal(set) var inputs: [String] = []
    /// Whether means of all blobs are logged while it runs.
    public var logsMeans: Bool
    /// What runs around each layer of a forward pass for which no observer is given.
    public var forwardObserver: Observer?
    /// What runs around each layer of a backward pass for which no observer is given.
    public var backwardObserver: Observer?

    var blobIndex: [String: Int] = [:]

    /// Builds a net from its text, for a state of which the phase is part.
    ///
    /// Throws an `EngineError` that names the layer and its place in the text.
    public init(_ text: Prototxt<NetParameter>, state: NetState, context: NetContext) throws {
        self.text = text
        self.state = state
        self.context = context
        self.logsMeans = text.message.debugInfo
        try build(text.message)
    }

    /// Builds a net from its text, for a phase and the net's own level and stages.
    ///
    /// Throws like the other one.
    public convenience init(
        _ text: Prototxt<NetParameter>,
        phase: Phase,
        context: NetContext? = nil
    ) throws {
        var state = text.message.state
        state.phase = phase
        try self.init(text, state: state, context: context ?? NetContext())
    }

    /// Builds a net that was not read from a text, for a phase; errors name the layer alone.
    public convenience init(
        _ parameter: NetParameter,
        phase: Phase,
        context: NetContext? = nil
    ) throws {
        try self.init(Prototxt(parameter), phase: phase, context: context)
    }

    /// `file:line:column` of a layer by its number in the text, or of a field of it; the file alone
    /// if the text lacks the layer, nil if the net has no text.
    func place(ofLayer number: Int, field: String? = nil) -> String? {
        text.position(ofLayer: number, field: field)?.description
            ?? (text.file.isEmpty ? nil : text.file)
    }

    /// The blob with that name, or nil.
    public func blob(_ name: String) -> Blob? { blobIndex[name].map { blobs[$0].blob } }

    /// The first layer with that name, or nil.
    public func node(_ name: String) -> Node? { nodes.first { $0.layer.name == name } }

    /// The images of a batch: the outermost extent of what the first data layer makes.
    public var batchSize: Int {
        nodes.first { $0.bottoms.isEmpty }?.tops.first?.shape.dims.first ?? 1
    }

    /// What an output blob adds to the loss.
    public func lossWeight(ofBlob name: String) -> Float {
        for node in nodes {
            for (top, weight) in zip(node.topNames, node.lossWeights)
            where top == name && weight != 0 {
                return weight
            }
        }
        return 0
    }

    /// Sets the gradients of all parameters to zero, since backward passes add to them.
    public func clearParameterDiffs() {
        for parameter in parameters { parameter.blob.diff.clear() }
    }
}

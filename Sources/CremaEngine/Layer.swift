import CremaData
public import CremaProto
import Synchronization

/// How a layer may be dealt over workers.
public enum Grain: Sendable {
    /// Every image by itself: workers compute shares of the batch at the same time.
    case images
    /// The whole batch at once, on the thread that called.
    case batch
}

/// What of a layer's tops its gradient is computed from.
public enum TopUse: Sendable {
    /// Nothing, so that a layer behind it may write over the tops.
    case nothing
    /// Which elements are positive; what becomes 0 and takes no gradient does no harm.
    case signs
    /// The values.
    case values
}

/// One step of a net: it reads bottoms, fills tops, and sends gradients back.
///
/// A subclass is one file in `Layers/` and one line in `LayerCatalog`. It describes itself in
/// `description` and overrides `setUp`, `reshape`, `forward` and `backward`:
///
/// ```
/// override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
///     let x = bottom[0].data.read(share)
///     let y = top[0].data.write(share)
///     for i in x.indices { y[i] = 2 * x[i] }
/// }
/// ```
///
/// Several workers call `forward` and `backward` at the same time, each for its own share of the
/// batch. Both overwrite what they fill: the tops' values, the bottoms' gradients, and the
/// parameters' gradients in `blobs[i].partial(share)`, which the net adds to `blobs[i].diff`.
open class Layer {
    /// What the layer is: its type, its counts, its examples.
    open class var description: LayerDescription {
        preconditionFailure("a layer describes itself")
    }

    /// The layer's part of the prototxt.
    public let parameter: LayerParameter
    /// What the layer may use: phase, device, randomness.
    public let context: LayerContext
    /// The learnable parameters.
    public var blobs: [Blob] = []
    /// Whether a gradient of the bottoms is to be expected; known before `setUp`.
    ///
    /// An operation may prepare for it. A layer must send one whenever `propagateDown` has it.
    public internal(set) var expectsBottomGradient = true
    /// For each parameter, whether its gradient is needed.
    public internal(set) var propagatesToParameter: [Bool] = []
    /// For each top, whether a loss or a layer with parameters depends on it; known
    /// when the net is built.
    ///
    /// Other tops are only for inspection.
    public internal(set) var topsMatter: [Bool] = []

    /// A layer of a net.
    ///
    /// Throws where its fields make no sense.
    public required init(parameter: LayerParameter, context: LayerContext) throws {
        self.parameter = parameter
        self.context = context
    }

    /// The layer's name.
    public var name: String { parameter.name }

    /// How the layer may be dealt over workers; read after `reshape`.
    open var grain: Grain { .images }

    /// Whether `reshape` runs before each forward pass, even where no bottom changed its shape.
    open var reshapesAlways: Bool { false }

    /// Whether the layer's code is the user's, which sees blobs through views
    /// that must be up to date.
    open var runsForeignCode: Bool { false }

    /// What the gradient needs of the tops; a layer in place behind this one must not destroy it.
    open var topUse: TopUse { .nothing }

    /// Whether the layer, in place, leaves each element its sign or makes it 0 without a gradient.
    open var keepsSigns: Bool { false }

    /// The files of the user's code that the layer is made of; a snapshot keeps a copy of each.
    open var sourceFiles: [SourceFile] { [] }

    /// Whether `force_backward` may force a gradient on a bottom; false for labels.
    open func allowsForceBackward(bottom index: Int) -> Bool { true }

    /// The default `loss_weight` of a top: 1 for the first one of a loss.
    open var defaultLossWeight: Float { 0 }

    /// Makes the parameters; called once, before the first `reshape`.
    open func setUp(bottom: [Blob], top: [Blob]) throws {}

    /// Gives the tops their shapes by those of the bottoms.
    open func reshape(bottom: [Blob], top: [Blob]) throws {
        preconditionFailure("a layer gives its tops a shape")
    }

    /// Fills the tops from the bottoms, for the images of a share.
    open func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        preconditionFailure("a layer goes forward")
    }

    /// Sends the gradient of the tops to the parameters, and to those bottoms that need it, for
    /// the images of a share.
    open func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws {
        guard propagateDown.contains(true) else { return }
        throw error("\(parameter.type) has no gradient, but the net needs one")
    }

    /// The multiplications of a forward pass with learned weights, each with its addition.
    ///
    /// It is known from the shapes, before anything is computed.
    open func multiplyAdds(bottom: [Blob], top: [Blob]) -> Int { 0 }

    /// An error of this layer, and of a field of it.
    public func error(_ message: String, field: String? = nil) -> EngineError {
        EngineError(layer: name, field: field, message)
    }

    /// What is wrong with the data of this layer, or with the field of it that names them.
    func error(_ failure: DataError, field: String? = nil) -> EngineError {
        var error = error("\(failure)", field: field)
        error.kind = EngineError.Kind(failure)
        if case .system(_, let path, _) = failure, error.kind == .missingFile {
            error.missingFile = path
        }
        return error
    }
}

/// What a layer may use of the world around it.
public struct LayerContext {
    /// TRAIN or TEST.
    public var phase: Phase
    /// The hardware.
    public var device: any Device
    /// Where the run is, and what its randomness starts from.
    public var clock: Clock
    /// The net's threads; only a layer whose grain is the batch may use them, while it runs.
    public var workers: WorkerPool?
    /// Whether only the layer's shapes matter, so that nothing need be filled.
    public var isOutline: Bool

    /// What a layer of that phase may use.
    public init(
        phase: Phase,
        device: any Device,
        clock: Clock,
        workers: WorkerPool? = nil,
        isOutline: Bool = false
    ) {
        self.isOutline = isOutline
        self.phase = phase
        self.device = device
        self.clock = clock
        self.workers = workers
    }

    /// What all randomness of the net starts from.
    public var seed: UInt64 { clock.seed }
}

/// The seed of a net and the iteration that it is in: together they fix every random number.
///
/// It is set by the thread that trains, or by one that sets the seed, while others read it.
public final class Clock: Sendable {
    private let currentSeed: Atomic<UInt64>
    private let currentIteration = Atomic<Int>(0)
    private let currentPass = Atomic<Int>(0)

    /// A clock at the start.
    public init(seed: UInt64 = 1) {
        currentSeed = Atomic(seed)
    }

    /// What all randomness starts from.
    public var seed: UInt64 {
        get { currentSeed.load(ordering: .acquiring) }
        set { currentSeed.store(newValue, ordering: .releasing) }
    }

    /// Finished iterations of the solver, or forward passes where there is none.
    public var iteration: Int {
        get { currentIteration.load(ordering: .acquiring) }
        set { currentIteration.store(newValue, ordering: .releasing) }
    }

    /// The forward pass within the iteration (`iter_size`).
    public var pass: Int {
        get { currentPass.load(ordering: .acquiring) }
        set { currentPass.store(newValue, ordering: .releasing) }
    }
}

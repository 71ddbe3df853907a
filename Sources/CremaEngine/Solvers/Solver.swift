public import CremaProto

/// Trains a net: forward, backward, update, with tests and snapshots in between.
///
/// ```
/// let file = try SolverFile(path: "lenet_solver.prototxt")
/// let solver = try Solver(file, context: NetContext())
/// solver.observer.onStep = { iteration, loss in print(iteration, loss) }
/// try solver.solve()
/// ```
///
/// A solver type is a `SolverRule`, a learning rate policy a `RateRule`; the catalogs list them.
/// Log lines, file formats and the order of all steps are Caffe's. One thread at a time uses a
/// solver.
public final class Solver {
    /// What the solver does in response to a signal or an observer.
    public enum Request: Sendable {
        case goOn
        /// Ends after this iteration, with a snapshot if the settings have one after training.
        case stop
        /// Ends after this iteration, with a snapshot in any case.
        case saveAndStop
        case snapshot
    }

    /// Receives what happens during training; each closure runs on the training thread.
    public struct Observer {
        /// After each update: the finished iterations, and the smoothed loss before it.
        public var onStep: (_ iteration: Int, _ loss: Float) -> Void = { _, _ in }
        /// A displayed iteration: the smoothed loss, the outputs of the last pass, the rate,
        /// iterations per second.
        public var onDisplay:
            (_ iteration: Int, _ loss: Float, _ outputs: [Output], _ rate: Float, _ speed: Float)
                -> Void = { _, _, _, _, _ in }
        /// A test net's mean outputs.
        public var onTest: (_ iteration: Int, _ net: Int, _ outputs: [Output]) -> Void = {
            _,
            _,
            _ in
        }
        /// The files of a snapshot.
        public var onSnapshot: (_ iteration: Int, _ model: String) -> Void = { _, _ in }
        /// Called after each update, and between test batches.
        public var request: () -> Request = { .goOn }
        /// Called when all test nets have been tested.
        public var requestAfterTests: (_ iteration: Int) -> Request = { _ in .goOn }

        /// An observer that does nothing yet.
        public init() {}
    }

    /// One number of an output blob.
    public struct Output: Sendable {
        /// The blob's name.
        public var name: String
        /// The index of this element among all outputs, in Caffe's log lines.
        public var index: Int
        /// The value.
        public var value: Float
        /// Its factor in the loss.
        public var lossWeight: Float
    }

    /// The settings.
    public private(set) var parameter: SolverParameter
    /// The net that is trained.
    public let net: Net
    /// The nets that are tested.
    public let testNets: [Net]
    /// The finished iterations.
    public internal(set) var iteration = 0
    /// The steps of the learning rate so far (`multistep`).
    public internal(set) var currentStep = 0
    /// Receives what happens during training.
    public var observer = Observer()
    /// How many solver states to keep after a new snapshot, its own included; nil keeps all, as
    /// Caffe does.
    public var keptStates: Int?
    /// Run at the start of each iteration, and before each update (pycaffe's `add_callback`).
    public var callbacks: [(onStart: () throws -> Void, onGradientsReady: () throws -> Void)] = []

    let rule: any SolverRule.Type
    private let rates: RateCatalog
    private(set) var policy: LearningRatePolicy
    let log: Log
    let clock: Clock
    /// By parameter, then by the rule's arrays.
    var history: [[Memory]]
    var losses = LossWindow()
    /// The losses before a snapshot, from which the next step continues.
    var restoredLosses: LossWindow?
    /// Where the test nets were when the current tests began.
    var momentsBeforeTests: [NetMoment]?
    /// Whether the last training ended early, at an observer's request.
    public internal(set) var stopsEarly = false
    private var workers: WorkerPool { net.context.workers }

    /// Creates a solver over nets that are already built.
    ///
    /// The catalogs hold what the settings may name. Throws if the settings do not go together.
    public init(
        _ parameter: SolverParameter,
        net: Net,
        testNets: [Net],
        log: Log = .none,
        solvers: SolverCatalog = .builtIn,
        rates: RateCatalog = .builtIn
    ) throws {
        self.parameter = parameter
        self.net = net
        self.testNets = testNets
        self.log = log
        self.clock = net.context.clock
        self.rates = rates
        rule = try solvers.rule(of: parameter)
        policy = try LearningRatePolicy(parameter, in: rates)
        try rule.check(parameter)
        try Self.check(parameter, testNetCount: testNets.count)
        try parameter.snapshotForm.check(net)
        if parameter.snapshot > 0 { try Self.checkSnapshotPrefix(parameter) }
        if let lack = net.lackOfLoss { log.warning("solver.cpp", lack.english) }
        for testNet in testNets { testNet.logsMeans = parameter.debugInfo }
        let numbers = net.parameters.reduce(0) { $0.addingSaturated($1.blob.count) }
        let arrays = numbers.multipliedSaturated(by: rule.historyCount)
        if let error = OutOfMemory.error(
            of: "what solver type \(parameter.type) keeps for each weight",
            needing: arrays.multipliedSaturated(by: MemoryLayout<Float>.size),
            remedy: "SGD keeps the least"
        ) {
            throw error
        }
        history = net.parameters.map { [rule] parameter in
            (0..<rule.historyCount).map { _ in Memory(shape: parameter.blob.shape) }
        }
    }

    /// Sets `base_lr`, the rate that the policy starts from.
    public func setBaseLR(_ rate: Float) throws {
        var changed = parameter
        changed.baseLr = rate
        policy = try LearningRatePolicy(changed, in: rates)
        parameter = changed
    }

    /// Throws if the settings make no sense, whatever the rule.
    private static func check(_ parameter: SolverParameter, testNetCount: Int) throws {
        guard parameter.averageLoss >= 1 else {
            throw EngineError(
                "average_loss must be at least 1, found \(parameter.averageLoss)",
                field: "average_loss"
            )
        }
        guard parameter.iterSize >= 1 else {
            throw EngineError(
                "iter_size must be at least 1, found \(parameter.iterSize)",
                field: "iter_size"
            )
        }
        guard ["L1", "L2"].contains(parameter.regularizationType) else {
            throw EngineError(
                "unknown regularization_type \"\(parameter.regularizationType)\"; "
                    + "known types: L1, L2",
                field: "regularization_type"
            )
        }
        guard testNetCount == 0 || parameter.testInterval > 0 else {
            throw EngineError(
                "a solver with test nets needs a test_interval above 0, found "
                    + "\(parameter.testInterval)",
                field: "test_interval"
            )
        }
        if let count = parameter.testIter.first(where: { $0 < 0 }) {
            throw EngineError(
                "test_iter must not be negative, found \(count)",
                field: "test_iter"
            )
        }
        guard parameter.testIter.count == testNetCount else {
            throw EngineError(
                "give test_iter once per test net: found \(parameter.testIter.count) for "
                    + "\(testNetCount) test nets",
                field: "test_iter"
            )
        }
    }
}

import CremaData
import CremaEngine
import CremaEvents
import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// Trains a net with a solver's file: `caffe train`.
public struct TrainRun: Run {
    /// The command.
    public static let name = "train"

    /// The solver's prototxt.
    public var solver: String
    /// Weights to start from, several files separated by commas.
    public var weights: String?
    /// A `.solverstate` or `.solverstate.h5` to continue from.
    public var snapshot: String?
    /// The level of the train net's state; the solver's own if it is nil.
    public var level: Int?
    /// Stages of the train net's state, after the solver's own.
    public var stages: [String] = []
    /// A job's folder; what happens is appended to its `events.jsonl`.
    public var jobDir: String?
    /// What SIGINT does: `stop`, `snapshot` or `none`.
    public var sigintEffect = "stop"
    /// What SIGHUP does: `stop`, `snapshot` or `none`.
    public var sighupEffect = "snapshot"
    /// How many solver states are kept, 1 or more; all if it is nil.
    public var keepStates: Int?
    /// How many of the last snapshots are kept besides the best, 1 or more; all if it is nil.
    public var keepSnapshots: Int?
    /// What is in the name of the output by which the best snapshot is known, such as `accuracy`;
    /// nil for the losses.
    public var measure: String?
    /// When training ends before `max_iter`; nil for never.
    public var earlyStopping: EarlyStopping?
    /// A folder for the curves in TensorBoard's format; nil for none.
    public var tensorBoard: String?
    /// The number of workers; one per core if it is nil.
    public var workers: Int?
    /// The device by its name in the `DeviceCatalog`; the default one if it is nil.
    public var device: String?

    /// A run with a solver's file.
    public init(solver: String) {
        self.solver = solver
    }

    /// Whether a net of the solver has layers written in Python.
    public func needsPython() throws -> Bool {
        let file = try solverFile()
        return try ([file.train] + file.tests).contains {
            try $0.text.message.needsPython(in: $0.state)
        }
    }

    /// The folders of the solver and its nets.
    public func folders() throws -> [String] {
        let parameter = try solverFile().parameter
        let nets = [parameter.net, parameter.trainNet] + parameter.testNet
        return [jobDir].compactMap { $0 }
            + ([solver] + nets.filter { !$0.isEmpty }).map(Folder.parent)
    }

    /// Trains until `max_iter` or a request to stop.
    public func run(in host: RunHost) throws {
        try host.reporting(to: jobDir) { host in
            let signals = try SignalRequests(onInterrupt: sigintEffect, onHangup: sighupEffect)
            let solver = try makeSolver(in: host)
            if let lack = solver.net.lackOfLoss {
                host.notice(.described("notice.no_loss", english: "The net has no loss"), lack)
            }
            signals.begin()
            let host = observed(host, from: solver.iteration)
            solver.observer = Solver.Observer(of: solver, reportingTo: host)
            solver.observer.request = signals.next
            solver.keptStates = keepStates
            let watch = ValidationWatch(by: self)
            watch.begin(on: solver, host.log)
            // Without anybody to report to, their cost is saved.
            if !host.observers.isEmpty { LayerWatch(reportingTo: host).begin(on: solver) }
            host.log.info("caffe.cpp", "Starting Optimization")
            try OutOfMemory.telling({ host.report(failure: $0) }) { try solver.solve() }
            host.log.info("caffe.cpp", "Optimization Done.")
            if let reason = watch.reasonToStop {
                host.report(.notice(.stoppedEarly(because: reason)))
                return .status(.done)
            }
            return solver.stopsEarly
                ? .status(
                    .aborted,
                    message: .described(
                        "run_status.stopped",
                        english: "stopped after iteration \(solver.iteration)",
                        ["iteration": solver.iteration]
                    )
                )
                : .status(.done)
        }
    }

    /// A host whose reports go to TensorBoard's folder as well, if the run has one.
    private func observed(_ host: RunHost, from iteration: Int) -> RunHost {
        guard let tensorBoard else { return host }
        var host = host
        host.observers.append(TensorBoardLog(folder: tensorBoard, startingAt: iteration))
        return host
    }

    /// The solver's file, with the weights and the state of the train net that the flags give.
    private func solverFile() throws -> SolverFile {
        try EngineError.blaming(.badDefinition) {
            var file = try SolverFile(path: solver)
            if snapshot != nil { file.parameter.weights = [] }
            if let weights { file.parameter.weights = [weights] }
            if let level { file.train.state.level = Int32(clamping: level) }
            file.train.state.stage += stages
            return file
        }
    }

    /// Throws if the flags contradict each other about where the run starts.
    private func checkStart() throws {
        guard let snapshot else { return }
        let isWeights = [".caffemodel", ".caffemodel.h5"].contains { snapshot.hasSuffix($0) }
        guard weights != nil || isWeights else { return }
        throw EngineError(
            weights != nil
                ? "-snapshot and -weights exclude each other, as a snapshot has weights; "
                    + "give one of them"
                : "-snapshot \(snapshot): it has only weights; resume from the .solverstate next "
                    + "to it, or start again from these weights with -weights",
            kind: .usage
        )
    }

    /// The solver, at its start or where a snapshot left off.
    func makeSolver(in host: RunHost) throws -> Solver {
        try checkStart()
        let file = try solverFile()
        host.logUse(of: device)
        if file.parameter.hasSolverMode, file.parameter.solverMode == .gpu {
            host.log.warning(
                "caffe.cpp",
                "solver_mode is GPU, but this build has no GPU device: training on the CPU"
            )
        }
        let earlier = try EngineError.blaming(.badFile) {
            try snapshot.flatMap { try ResumeState.read(besideState: $0) }
        }
        let context = try NetContext(
            catalog: host.catalog,
            device: DeviceCatalog.builtIn.makeDevice(
                named: device,
                choices: earlier?.choices ?? [:]
            ),
            workers: workers.map { try WorkerPool(checking: $0) },
            seed: seed(file.parameter, earlier, host.log),
            log: host.log
        )
        let solver = try EngineError.blaming(.badDefinition) { try Solver(file, context: context) }
        AtomicFile.removeStale(startingWith: "\(file.parameter.snapshotPrefix)_iter_")
        let warnings = try EngineError.blaming(.badFile) { try loadWeights(into: solver) }
        let title = Phrase.described("notice.no_weights", english: "No weights taken")
        for warning in warnings { host.notice(title, .verbatim(warning)) }
        if let snapshot {
            host.log.info("caffe.cpp", "Resuming from \(snapshot)")
            try EngineError.blaming(.badFile) { try solver.restore(snapshot) }
        }
        return solver
    }

    /// Loads the initial weights; those that the solver's file names may be next to it.
    private func loadWeights(into solver: Solver) throws -> [String] {
        do { return try solver.loadWeights() } catch var error as PrototxtError
            where error.isMissing && weights == nil
        {
            error.what += Folder.question(about: error.file, beside: self.solver)
            throw error
        }
    }

    /// `random_seed`, or the seed of the run that is resumed, or one from the system; the log names
    /// it, so any run can be repeated.
    private func seed(
        _ parameter: SolverParameter,
        _ earlier: ResumeState?,
        _ log: Log
    ) -> UInt64 {
        if parameter.randomSeed >= 0 { return UInt64(parameter.randomSeed) }
        let seed = earlier?.seed ?? UInt64.random(in: 0...UInt64(Int32.max))
        log.info("caffe.cpp", "random_seed: \(seed)")
        return seed
    }
}

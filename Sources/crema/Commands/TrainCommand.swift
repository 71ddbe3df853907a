import ArgumentParser
import CremaRuns

/// `crema train -solver FILE`: trains a net, or continues training it.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a net as a solver's prototxt describes.",
        discussion: """
            The solver sets how often to test, what to log and where snapshots go. Ctrl-C stops \
            with a snapshot, from which -snapshot continues:

              crema train -solver lenet_solver.prototxt
              crema train -solver lenet_solver.prototxt -snapshot lenet_iter_5000.solverstate
              crema train -solver finetune.prototxt -weights lenet_iter_10000.caffemodel
            """
    )

    @Option(
        name: .caffe("solver"),
        help: "The solver's prototxt.",
        completion: .file(extensions: ["prototxt"])
    )
    var solver: String

    @Option(
        name: .caffe("weights"),
        help: "Trained weights to start from; several, separated by commas.",
        completion: .file(extensions: ["caffemodel", "h5"])
    )
    var weights: String?

    @Option(
        name: .caffe("snapshot"),
        help: "The .solverstate of an earlier run to continue from.",
        completion: .file(extensions: ["solverstate", "h5"])
    )
    var snapshot: String?

    @OptionGroup var device: DeviceOptions

    @OptionGroup var state: StateOptions

    @Option(
        name: .caffe("sigint_effect"),
        help: "What Ctrl-C does; stop takes a snapshot unless snapshot_after_train is false."
    )
    var sigintEffect = SignalEffect.stop

    @Option(name: .caffe("sighup_effect"), help: "What a hangup (SIGHUP) does.")
    var sighupEffect = SignalEffect.snapshot

    @Option(
        help: "A job's folder; events are appended to its events.jsonl.",
        completion: .directory
    )
    var jobDir: String?

    @Option(help: "How many of the newest solver states to keep (default: all); weights all stay.")
    var keepStates: Int?

    @Option(help: "How many of the last snapshots to keep besides the best (default: all).")
    var keepSnapshots: Int?

    @Option(help: "Stop after so many tests in a row that are not better (default: never).")
    var patience: Int?

    @Option(help: "By how much a test must be better than the best before, with --patience.")
    var minImprovement = 0.0

    @Option(
        help: "What is in the name of the output that tells the best test; loss is the losses."
    )
    var metric = "accuracy"

    @Option(
        name: .customLong("tensorboard"),
        help: "A folder for the curves in TensorBoard's format.",
        completion: .directory
    )
    var tensorBoard: String?

    @Option(help: "The number of workers (default: the cores of this machine).")
    var workers: Int?

    @OptionGroup var python: PythonOptions

    /// What a signal does to training.
    enum SignalEffect: String, ExpressibleByArgument, CaseIterable {
        case stop, snapshot, none
    }

    func validate() throws {
        let counts = [
            ("--keep-states", keepStates), ("--keep-snapshots", keepSnapshots),
            ("--patience", patience),
        ]
        for case (let flag, let count?) in counts where count < 1 {
            throw ValidationError("\(flag) must be 1 or more, found \(count)")
        }
        guard minImprovement < 0 || !minImprovement.isFinite else { return }
        throw ValidationError("--min-improvement must be 0 or more, found \(minImprovement)")
    }

    func run() throws {
        var run = TrainRun(solver: solver)
        run.weights = weights
        run.snapshot = snapshot
        run.level = state.level
        run.stages = state.stages
        run.sigintEffect = sigintEffect.rawValue
        run.sighupEffect = sighupEffect.rawValue
        run.jobDir = jobDir
        run.keepStates = keepStates
        run.keepSnapshots = keepSnapshots
        let measure = metric.lowercased() == "loss" ? nil : metric.lowercased()
        if keepSnapshots != nil { run.measure = measure }
        run.earlyStopping = patience.map {
            EarlyStopping(measure: measure, patience: $0, minImprovement: minImprovement)
        }
        run.tensorBoard = tensorBoard
        run.workers = workers
        run.device = device.device
        try start(run, python: python)
    }
}

import ArgumentParser
import CremaEngine

/// `crema train -solver FILE`: trains a net, or goes on training it.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a net by a solver's prototxt."
    )

    @Option(name: .caffe("solver"), help: "The solver's prototxt.")
    var solver: String

    @Option(
        name: .caffe("weights"),
        help: "Trained weights to start from; several, separated by commas."
    )
    var weights: String?

    @Option(name: .caffe("snapshot"), help: "The .solverstate of an earlier run to go on from.")
    var snapshot: String?

    @Option(name: .caffe("sigint_effect"), help: "What Ctrl-C does: stop, snapshot or none.")
    var sigintEffect = "stop"

    @Option(name: .caffe("sighup_effect"), help: "What SIGHUP does: stop, snapshot or none.")
    var sighupEffect = "snapshot"

    @Option(help: "A job's folder; what happens is appended to its events.jsonl.")
    var jobDir: String?

    @Option(help: "The number of workers (default: the cores of this machine).")
    var workers: Int?

    @OptionGroup var python: PythonOptions

    func run() throws {
        var run = TrainRun(solver: solver)
        run.weights = weights
        run.snapshot = snapshot
        run.sigintEffect = sigintEffect
        run.sighupEffect = sighupEffect
        run.jobDir = jobDir
        run.workers = workers
        try start(run, python: python)
    }
}

import ArgumentParser
import CremaRuns

/// `crema cost -model FILE`: what a net costs, layer by layer.
struct CostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Lists what a net costs, layer by layer, before it is trained.",
        discussion: """
            Shapes, parameters, memory and multiplications with learned weights are computed from \
            the shapes alone, without allocating what they need. In the phase TRAIN the memory \
            includes gradients and what the solver keeps. A net that does not fit into the free \
            memory is listed with the largest batch that does.

              crema cost -model lenet_train_test.prototxt --batch-size 256 --measure 2
            """
    )

    @Option(
        name: .caffe("model"),
        help: "The net's prototxt.",
        completion: .file(extensions: ["prototxt"])
    )
    var model: String

    @Option(name: .caffe("phase"), help: "The phase that the net is built for.")
    var phase = TimeCommand.NetPhase.train

    @OptionGroup var state: StateOptions

    @Option(help: "The images of a batch, in place of those in the prototxt.")
    var batchSize: Int?

    @Option(help: "The solver's type: what it keeps for each weight.")
    var solver = "SGD"

    @Option(help: "Times steps for this many seconds.")
    var measure = 0.0

    @Option(help: "The number of workers (default: the cores of this machine).")
    var workers: Int?

    @Option(
        help: "A file for the result as JSON, in place of the table in the log.",
        completion: .file()
    )
    var output: String?

    @OptionGroup var python: PythonOptions

    func validate() throws {
        if let batchSize, batchSize < 1 {
            throw ValidationError("--batch-size must be at least 1, found \(batchSize)")
        }
        guard (0...3600).contains(measure) else {
            throw ValidationError("--measure takes 0 to 3600 seconds, found \(measure)")
        }
    }

    func run() throws {
        var run = CostRun(model: model)
        run.phase = phase.rawValue
        run.level = state.level ?? 0
        run.stages = state.stages
        run.batchSize = batchSize
        run.solver = solver
        run.seconds = measure
        run.workers = workers
        run.output = output
        try start(run, python: python)
    }
}

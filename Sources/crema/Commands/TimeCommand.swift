import ArgumentParser
import CremaRuns

/// `crema time -model FILE`: times a net layer by layer.
struct TimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time",
        abstract: "Times a net, layer by layer and as a whole.",
        discussion: """
            Each layer runs forward and backward, one after the other; then the whole net does, \
            its batch divided among the workers as in training. No weights are needed.

              crema time -model lenet.prototxt -iterations 20
            """
    )

    @Option(
        name: .caffe("model"),
        help: "The net's prototxt.",
        completion: .file(extensions: ["prototxt"])
    )
    var model: String

    @OptionGroup var count: IterationOptions

    @Option(name: .caffe("phase"), help: "The phase that the net is built for.")
    var phase = NetPhase.train

    @OptionGroup var device: DeviceOptions

    @OptionGroup var state: StateOptions

    @Option(help: "The number of workers (default: the cores of this machine).")
    var workers: Int?

    @OptionGroup var python: PythonOptions

    /// A phase, with Caffe's name.
    enum NetPhase: String, ExpressibleByArgument, CaseIterable {
        case train = "TRAIN"
        case test = "TEST"
    }

    func run() throws {
        var run = TimeRun(model: model)
        run.iterations = count.iterations
        run.phase = phase.rawValue
        run.level = state.level ?? 0
        run.stages = state.stages
        run.workers = workers
        run.device = device.device
        try start(run, python: python)
    }
}

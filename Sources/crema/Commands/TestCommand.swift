import ArgumentParser
import CremaRuns

/// `crema test -model FILE -weights FILE`: scores a trained net.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Scores a trained net on its test data.",
        discussion: """
            The net runs in its TEST phase over its data, batch by batch, and logs the means of \
            its outputs. The batches times the images in each make one pass over a data set: 100 \
            of 100 for MNIST's 10,000.

              crema test -model lenet.prototxt -weights lenet_iter_10000.caffemodel -iterations 100
            """
    )

    @Option(
        name: .caffe("model"),
        help: "The net's prototxt.",
        completion: .file(extensions: ["prototxt"])
    )
    var model: String

    @Option(
        name: .caffe("weights"),
        help: "The trained weights; several, separated by commas.",
        completion: .file(extensions: ["caffemodel", "h5"])
    )
    var weights: String

    @OptionGroup var count: IterationOptions

    @OptionGroup var device: DeviceOptions

    @OptionGroup var state: StateOptions

    @Option(help: "The number of workers (default: the cores of this machine).")
    var workers: Int?

    @OptionGroup var python: PythonOptions

    func validate() throws {
        guard !weights.isEmpty else { throw ValidationError("-weights needs the name of a file") }
    }

    func run() throws {
        var run = TestRun(model: model, weights: weights)
        run.iterations = count.iterations
        run.level = state.level ?? 0
        run.stages = state.stages
        run.workers = workers
        run.device = device.device
        try start(run, python: python)
    }
}

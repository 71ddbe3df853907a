import ArgumentParser
import CremaEngine

/// `crema time -model FILE`: times a net layer by layer.
struct TimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time",
        abstract: "Times a net, layer by layer and as a whole."
    )

    @Option(name: .caffe("model"), help: "The net's prototxt.")
    var model: String

    @Option(name: .caffe("iterations"), help: "The number of passes.")
    var iterations = 50

    @Option(name: .caffe("phase"), help: "TRAIN or TEST.")
    var phase = "TRAIN"

    @Option(name: .caffe("level"), help: "The level of the net's state.")
    var level = 0

    @Option(name: .caffe("stage"), help: "Stages of the net's state, separated by commas.")
    var stage = ""

    @Option(help: "The number of workers (default: the cores of this machine).")
    var workers: Int?

    @OptionGroup var python: PythonOptions

    func run() throws {
        var run = TimeRun(model: model)
        run.iterations = iterations
        run.phase = phase
        run.level = level
        run.stages = stage.split(separator: ",").map(String.init)
        run.workers = workers
        try start(run, python: python)
    }
}

import ArgumentParser
import CremaEngine

/// `crema test -model FILE -weights FILE`: scores a trained net.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Scores a trained net on its test data."
    )

    @Option(name: .caffe("model"), help: "The net's prototxt.")
    var model: String

    @Option(name: .caffe("weights"), help: "The trained weights.")
    var weights: String

    @Option(name: .caffe("iterations"), help: "The number of batches.")
    var iterations = 50

    @Option(name: .caffe("level"), help: "The level of the net's state.")
    var level = 0

    @Option(name: .caffe("stage"), help: "Stages of the net's state, separated by commas.")
    var stage = ""

    @OptionGroup var python: PythonOptions

    func run() throws {
        var run = TestRun(model: model, weights: weights)
        run.iterations = iterations
        run.level = level
        run.stages = stage.split(separator: ",").map(String.init)
        try start(run, python: python)
    }
}

import ArgumentParser
import CremaRuns

/// `crema check-layer FILE`: runs the layers of a Python file alone, and tells what they do.
struct CheckLayerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-layer",
        abstract: "Checks layers in Python: gradient, repetition, side effects, time.",
        discussion: """
            With a net each layer of the file is given what the net feeds it with; without one, \
            bottoms of the given shapes, drawn at random. The gradient is compared with differences. \
            The status is 1 where something is wrong.

              crema check-layer layers.py --net train_val.prototxt
              crema check-layer layers.py --class Scale --bottom 2,3,8,8 --param-str 2
            """
    )

    @Argument(help: "The file of layers.", completion: .file(extensions: ["py"]))
    var file: String

    @Option(
        help: "The net whose layers of this file are checked.",
        completion: .file(extensions: ["prototxt"])
    )
    var net: String?

    @Option(name: .customLong("class"), help: "A class to check; default: every layer of the file.")
    var classes: [String] = []

    @Option(name: .customLong("bottom"), help: "The shape of a bottom, once for each, as 2,3,8,8.")
    var bottoms: [String] = []

    @Option(help: "How many tops the layer has.")
    var tops = 1

    @Option(help: "The layer's param_str.")
    var paramStr: String?

    @Option(help: "TRAIN or TEST; default: TRAIN, and TEST for layers that only it has.")
    var phase: String?

    @Flag(help: "Prints what was found as JSON.")
    var json = false

    @Option(help: "The Python that runs the layers.")
    var python: String?

    func run() throws {
        let words =
            [("--net", net), ("--param-str", paramStr), ("--phase", phase)].flatMap { flag, value in
                value.map { [flag, $0] } ?? []
            } + classes.flatMap { ["--class", $0] } + bottoms.flatMap { ["--bottom", $0] }
        try PythonInterpreter.find(named: python).take(
            over: ["check-layer", file, "--tops", "\(tops)"] + words
                + (json ? ["--json"] : [])
        )
    }
}

import ArgumentParser
import CremaRuns

/// `crema check-layer FILE`: runs the layers of a Python file in isolation, and reports on them.
struct CheckLayerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-layer",
        abstract: "Checks layers in Python: gradient, repeatability, side effects, time.",
        discussion: """
            With a net, each layer of the file receives the net's own blobs; without one, random \
            bottoms of the given shapes. The gradient is compared with finite differences. The \
            status is 1 if a check fails.

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

    @Option(
        name: .customLong("class"),
        help: "A class to check (default: every layer of the file)."
    )
    var classes: [String] = []

    @Option(
        name: .customLong("bottom"),
        help: "The shape of a bottom, once for each, as in 2,3,8,8."
    )
    var bottoms: [String] = []

    @Option(help: "How many tops the layer has.")
    var tops = 1

    @Option(help: "The layer's param_str.")
    var paramStr: String?

    @Option(help: "TRAIN or TEST (default: TRAIN, or TEST for layers that exist only there).")
    var phase: String?

    @Flag(help: "Prints the findings as JSON.")
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

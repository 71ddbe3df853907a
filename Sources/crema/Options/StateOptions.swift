import ArgumentParser

/// The level and stages of a net's state, which select its layers.
struct StateOptions: ParsableArguments {
    @Option(name: .caffe("level"), help: "The level of the net's state, for its include rules.")
    var level: Int?

    @Option(
        name: .caffe("stage"),
        help: "The stages of the net's state, separated by commas, as in deploy,small."
    )
    var stage = ""

    /// The stages, one by one.
    var stages: [String] { stage.split(separator: ",").map(String.init) }
}

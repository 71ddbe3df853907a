import ArgumentParser
import CremaEngine
import CremaProto

/// `crema layers [TYPE]`: the layer types, and what each takes.
struct LayersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers",
        abstract: "Lists the layer types, or describes one in full.",
        discussion: """
            For one type: what it computes, how many blobs it takes and makes, whether it may work \
            in place, the fields of its parameters with their types and defaults, possible \
            surprises, and the differences from Caffe.

              crema layers Convolution
            """
    )

    @Argument(
        help: "A layer type, spelled as in prototxt.",
        completion: .list(Documents.layers.map(\.type))
    )
    var type: String?

    @Option(
        help: "Writes the generated pages of the docs into this folder.",
        completion: .directory
    )
    var markdown: String?

    func run() throws {
        if let markdown { return try Documents.write(to: markdown) }
        guard let type else { return list() }
        let layers = Documents.layers
        guard let layer = layers.first(where: { $0.type == type }) else {
            let guess = NearestName.question(type, in: layers.map(\.type))
            throw UsageError("unknown layer type \"\(type)\"" + guess)
        }
        print(try LayerPage(layer: layer).text(), terminator: "")
    }

    private func list() {
        let layers = Documents.layers
        let width = layers.map(\.type.count).max() ?? 0
        for (name, layers) in LayerIndex(layers: layers).families {
            print("\(name):")
            for layer in layers { print(" ", layer.type.padded(to: width), layer.summary) }
        }
    }
}

extension String {
    /// Padded with spaces on the right.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

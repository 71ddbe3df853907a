import ArgumentParser
import CremaEngine
import CremaProto

/// `crema layers [TYPE]`: what layers there are, and what each takes.
struct LayersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers",
        abstract: "Lists the layer types, or says all about one.",
        discussion: """
            Of one type: what it computes, how many blobs it takes and makes, whether it may work in \
            place, and the fields of its parameters with their types and defaults.

              crema layers Convolution
            """
    )

    @Argument(
        help: "A layer type, as it stands in prototxt.",
        completion: .list(LayerCatalog.builtIn.names)
    )
    var type: String?

    func run() throws {
        let catalog = LayerCatalog.builtIn
        guard let type else {
            let width = catalog.names.map(\.count).max() ?? 0
            for layer in catalog.types {
                let description = layer.description
                print(description.type.padded(to: width), description.summary)
            }
            return
        }
        guard let layer = catalog.layerType(named: type) else {
            throw UsageError(
                "there is no layer type \"\(type)\"" + NearestName.question(type, in: catalog.names)
            )
        }
        show(layer.description)
    }

    private func show(_ layer: LayerDescription) {
        print("\(layer.type): \(layer.summary)")
        print("bottoms: \(layer.bottoms); tops: \(layer.tops)")
        print("in place: \(layer.inPlace == .refused ? "refused" : "allowed")")
        guard let field = layer.field, let message = Self.message(of: field) else { return }
        print("\(field) {")
        for field in message.fields {
            let kind = field.typeName ?? field.kind.rawValue
            let list = field.isRepeated ? "repeated " : ""
            let standard = field.defaultText.map { "  (default \($0))" } ?? ""
            print("  \(field.name): \(list)\(kind)\(standard)")
        }
        print("}")
    }

    /// The message of a field of LayerParameter.
    private static func message(of field: String) -> Schema.Message? {
        let name = Schema.caffe.messages["LayerParameter"]?[field]?.typeName
        return name.flatMap { Schema.caffe.messages[$0] }
    }
}

extension String {
    /// Filled up with spaces on the right.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

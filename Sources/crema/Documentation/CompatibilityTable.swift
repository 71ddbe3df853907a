import CremaEngine
import CremaProto

/// Which of Caffe's layers and fields work, and which differ.
struct CompatibilityTable {
    let layers: [LayerDescription]

    /// The generated part of `docs/compatibility.md`.
    func markdown() -> String {
        var lines = ["## Layers", ""]
        lines += MarkdownTable(header: ["type", ""], rows: layers.map(row)).lines
        lines += ["", "## Fields", ""]
        lines += MarkdownTable(header: ["message", "field", ""], rows: fieldRows).lines
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ layer: LayerDescription) -> [String] {
        let sentences = layer.differences.filter { $0.field == nil }.map(\.sentence)
        return ["[\(layer.type)](layers/\(layer.type).md)", Self.verdict(sentences)]
    }

    /// A row for each field of each message, except old forms, which are upgraded.
    private var fieldRows: [[String]] {
        let differences = differences
        return Schema.caffe.messages.values.sorted { $0.name < $1.name }
            .filter { !["V0LayerParameter", "V1LayerParameter"].contains($0.name) }
            .flatMap { message in
                CommonFields.fields(of: message).map { field in
                    let sentences = differences["\(message.name).\(field.name)"] ?? []
                    return [message.name, "`\(field.name)`", Self.verdict(sentences)]
                }
            }
    }

    /// The sentences about each field, by `Message.field`.
    private var differences: [String: [String]] {
        var result = FieldDifferences.all.mapValues { [$0] }
        for layer in layers {
            for difference in layer.differences {
                let path = difference.field?.split(separator: ".").map(String.init) ?? []
                guard path.count == 2, let message = Schema.caffe.message(ofLayerField: path[0])
                else { continue }
                let name = "\(message.name).\(path[1])"
                if result[name]?.contains(difference.sentence) != true {
                    result[name, default: []].append(difference.sentence)
                }
            }
        }
        return result
    }

    private static func verdict(_ sentences: [String]) -> String {
        sentences.isEmpty ? "works" : "differs: \(sentences.joined(separator: " "))"
    }
}

import CremaEngine
import CremaProto

/// What the docs say about a layer type: on its page in `docs/layers` and in the terminal.
struct LayerPage {
    let layer: LayerDescription

    /// Its message and further ones, each with the name of its field.
    var messages: [(field: String, message: Schema.Message)] {
        ([layer.field].compactMap { $0 } + layer.moreFields).compactMap { field in
            Schema.caffe.message(ofLayerField: field).map { (field, $0) }
        }
    }

    /// The facts at a glance, by name.
    private var facts: [(name: String, value: String)] {
        let tops = layer.pairsTopsWithBottoms ? "as many as bottoms" : "\(layer.tops)"
        var facts = [("bottoms", "\(layer.bottoms)"), ("tops", tops)]
        guard layer.bottoms != .exactly(0) else { return facts }
        facts.append(("in place", layer.inPlace == .refused ? "no" : "yes"))
        facts.append(("gradient", gradient))
        return facts
    }

    private var gradient: String {
        guard let example = layer.examples.first else { return "none" }
        let labels = example.labels.keys.sorted().map(String.init)
        guard !labels.isEmpty else { return "to each bottom" }
        guard labels.count < example.bottoms.count else { return "to its parameters" }
        return "to each bottom except number \(labels.joined(separator: ", "))"
    }

    /// A typical layer of this type.
    ///
    /// Throws if the text of the description cannot be read.
    func example() throws -> String {
        let name = layer.type.lowercased()
        let fields = layer.usage.isEmpty ? layer.examples.first?.prototxt ?? "" : layer.usage
        var text = "name: \"\(name)\" type: \"\(layer.type)\" "
        if !fields.contains("bottom:") {
            text += (0..<layer.bottoms.least).map { "bottom: \"\(bottomName($0))\" " }.joined()
        }
        if !fields.contains("top:") {
            let numbers = (0..<layer.tops.least).map { $0 == 0 ? "" : "\($0)" }
            text += numbers.map { "top: \"\(name)\($0)\" " }.joined()
        }
        let net = try NetParameter.read(text: "layer { \(text) \(fields) }", file: layer.type)
        return net.message.prototxt()
    }

    private func bottomName(_ index: Int) -> String {
        guard layer.examples.first?.labels[index] == nil else { return "label" }
        return index == 0 ? "data" : "data\(index)"
    }
}

// MARK: - The terminal

extension LayerPage {
    /// The page as plain lines.
    func text() throws -> String {
        var lines = ["\(layer.type): \(layer.summary)", ""]
        lines += facts.map { "\($0.name): \($0.value)" }
        for (field, message) in messages {
            lines += ["", "\(field) {"]
            lines += message.fields.map { "  " + Self.line(for: $0) }
            lines.append("}")
        }
        lines += Self.list("Good to know:", layer.notes)
        lines += Self.list("Differences from Caffe:", layer.differences.map(\.line))
        lines += ["", "Example:", "", try example()]
        return lines.joined(separator: "\n")
    }

    private static func line(for field: Schema.Field) -> String {
        let standard = field.defaultText.map { ", \($0) by default" } ?? ""
        let comment = field.comment.isEmpty ? "" : " -- \(field.comment)"
        return "\(field.name): \(field.kindInWords)\(standard)\(comment)"
    }

    private static func list(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["", title] + items.map { "- \($0)" }
    }
}

// MARK: - Markdown

extension LayerPage {
    /// The page of `docs/layers`.
    func markdown() throws -> String {
        var lines = ["# \(layer.type)", "", layer.summary, ""]
        lines += MarkdownTable(header: ["", ""], rows: facts.map { [$0.name, $0.value] }).lines
        lines += Self.section("Good to know", layer.notes.map { "- \($0)" })
        lines += Self.section("Differences from Caffe", layer.differences.map { "- \($0.line)" })
        for (field, message) in messages {
            lines += ["", "## `\(field)`", ""]
            if CommonFields.messages.contains(message.name) {
                lines.append("See [\(message.name)](fields.md#\(message.name.lowercased())).")
            } else {
                lines += MarkdownTable(message.fields).lines
            }
        }
        lines += ["", "## Example", "", "```", try example() + "```"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", "## \(title)", ""] + lines
    }
}

extension LayerDescription.Difference {
    /// The sentence, preceded by its field.
    fileprivate var line: String { field.map { "`\($0)`: \(sentence)" } ?? sentence }
}

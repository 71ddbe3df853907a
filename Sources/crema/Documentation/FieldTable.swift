import CremaProto

/// A table in Markdown.
struct MarkdownTable {
    let header: [String]
    let rows: [[String]]

    /// The lines of the text.
    var lines: [String] {
        let line = { (cells: [String]) in "| \(cells.joined(separator: " | ")) |" }
        return [line(header), line(header.map { _ in "---" })] + rows.map(line)
    }
}

extension Schema {
    /// The message of a field of `LayerParameter`, such as `pooling_param`.
    func message(ofLayerField field: String) -> Message? {
        messages["LayerParameter"]?[field]?.typeName.flatMap { messages[$0] }
    }
}

extension MarkdownTable {
    /// Fields of a message, a row each.
    init(_ fields: [Schema.Field]) {
        header = ["field", "type", "default", ""]
        rows = fields.map { field in
            let standard = field.defaultText.map { "`\($0)`" } ?? ""
            return ["`\(field.name)`", field.linkedKind, standard, field.comment]
        }
    }
}

extension Schema.Field {
    /// The kind of its values, in words; an enum's by name.
    var kindInWords: String {
        let kind =
            switch typeName.flatMap({ Schema.caffe.enumerations[$0] }) {
            case let enumeration?: enumeration.values.map(\.name).joined(separator: " | ")
            case nil: typeName ?? kind.rawValue
            }
        return isRepeated ? "list of \(kind)" : kind
    }

    /// The same for Markdown, with a link to a message that is explained for all layers.
    fileprivate var linkedKind: String {
        guard let typeName, CommonFields.messages.contains(typeName) else {
            return kindInWords.split(separator: " | ").joined(separator: ", ")
        }
        let link = "[\(typeName)](fields.md#\(typeName.lowercased()))"
        return isRepeated ? "list of \(link)" : link
    }
}

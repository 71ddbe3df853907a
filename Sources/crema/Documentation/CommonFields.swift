import CremaProto

/// The page on messages that are not one layer's own.
enum CommonFields {
    /// Their names, in the order of the page.
    static let messages = [
        "LayerParameter", "ParamSpec", "NetStateRule", "FillerParameter",
        "TransformationParameter", "BlobShape", "NetParameter", "NetState", "SolverParameter",
    ]

    /// The page `docs/layers/fields.md`.
    static func markdown() -> String {
        var lines = ["# Fields of layers, nets and solvers"]
        for message in messages.compactMap({ Schema.caffe.messages[$0] }) {
            lines += ["", "## \(message.name)", "", message.comment, ""]
            lines += MarkdownTable(fields(of: message)).lines
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The fields except the messages of single layers, which are on the layers' pages.
    static func fields(of message: Schema.Message) -> [Schema.Field] {
        message.name == "LayerParameter"
            ? message.fields.filter { !$0.name.hasSuffix("_param") } : message.fields
    }
}

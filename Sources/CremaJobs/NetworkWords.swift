import CremaEngine
import CremaProto

/// What an editor of networks completes: the types of layers, and the fields of each block.
public struct NetworkWords: Encodable, Sendable {
    /// A type of layer.
    public struct LayerType: Encodable, Sendable {
        /// Its name.
        public var name: String
        /// What it does, in a sentence.
        public var summary: String
        /// The blocks of its own fields, such as `convolution_param`.
        public var blocks: [String]
    }

    /// A field of a block.
    public struct Field: Encodable, Sendable {
        /// Its name.
        public var name: String
        /// The message that a block of it is; nil for a field with a value.
        public var message: String?
        /// What it may be, where that is one of a few words.
        public var values: [String]?
        /// Whether its value is in quotes.
        public var isText: Bool
        /// What it is for.
        public var comment: String
    }

    /// The types of layers, in alphabetical order.
    public let types: [LayerType]
    /// The fields of each message, by its name.
    public let messages: [String: [Field]]
    /// The message of the whole text.
    public let root = "NetParameter"

    /// The words of Caffe's format as the engine reads it.
    public static let all = NetworkWords()

    private init() {
        types = LayerCatalog.builtIn.types.map(\.description).sorted { $0.type < $1.type }.map {
            LayerType(
                name: $0.type,
                summary: $0.summary,
                blocks: ($0.field.map { [$0] } ?? []) + $0.moreFields
            )
        }
        let schema = Schema.caffe
        var messages: [String: [Field]] = [:]
        var waiting = [root]
        while let name = waiting.popLast() {
            guard messages[name] == nil, let message = schema.messages[name] else { continue }
            // Weights, and the layers of old forms, are not written by hand.
            let fields = message.fields.filter {
                !["V1LayerParameter", "BlobProto"].contains($0.typeName ?? "")
            }
            messages[name] = fields.map { Field($0, in: schema) }
            waiting += fields.filter { $0.kind == .message }.compactMap(\.typeName)
        }
        self.messages = messages
    }
}

extension NetworkWords.Field {
    fileprivate init(_ field: Schema.Field, in schema: Schema) {
        name = field.name
        message = field.kind == .message ? field.typeName : nil
        values =
            switch field.kind {
            case .bool: ["true", "false"]
            case .enum: schema.enumerations[field.typeName ?? ""]?.values.map(\.name)
            default: nil
            }
        isText = field.kind == .string || field.kind == .bytes
        comment = field.comment
    }
}

/// The messages, fields and enums of `caffe.proto`, with their numbers and defaults.
///
/// What forms, docs and error messages know about a field comes from here.
public struct Schema: Sendable {
    /// A message and its fields, in the order of `caffe.proto`.
    public struct Message: Sendable {
        /// Its name, such as `ConvolutionParameter`.
        public let name: String
        /// What it is for, in a sentence; empty where nothing is said.
        public let comment: String
        /// Its fields.
        public let fields: [Field]
        private let indices: [String: Int]
        private let indicesByNumber: [Int: Int]

        init(name: String, comment: String, fields: [Field]) {
            self.name = name
            self.comment = comment
            self.fields = fields
            self.indicesByNumber = Dictionary(
                uniqueKeysWithValues: fields.enumerated().map { ($1.number, $0) }
            )
            self.indices = Dictionary(
                uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) }
            )
        }

        /// The field of a name, as prototxt spells it.
        public subscript(name: String) -> Field? {
            indices[name].map { fields[$0] }
        }

        /// The field of a number on the wire.
        subscript(number number: Int) -> Field? {
            indicesByNumber[number].map { fields[$0] }
        }
    }

    /// One field of a message.
    public struct Field: Sendable {
        /// Its number on the wire.
        public let number: Int
        /// Whether it may be given any number of times.
        public let isRepeated: Bool
        /// What its values are.
        public let kind: Kind
        /// The message or enum of its values, where they are one.
        public let typeName: String?
        /// Its name, as prototxt spells it.
        public let name: String
        /// Its default as prototxt would spell it; nil where the format names none.
        public let defaultText: String?
        /// Its comment, in a sentence; empty for fields of old forms.
        public let comment: String
    }

    /// What a field's values are.
    public enum Kind: String, Sendable {
        case bool, int32, int64, uint32, float, double, string, bytes, `enum`, message
    }

    /// An enum's values, by name.
    public struct Enumeration: Sendable {
        /// Its name, such as `PoolingParameter.PoolMethod`.
        public let name: String
        /// Name and number of each value, in the order of `caffe.proto`.
        public let values: [(name: String, number: Int)]
    }

    /// Every message, by name.
    public let messages: [String: Message]
    /// Every enum, by name; one inside a message as `Message.Enum`.
    public let enumerations: [String: Enumeration]

    /// The schema of Caffe's own files.
    public static let caffe = Schema(table: schemaTable)

    /// Reads a table whose lines are `enum NAME A=0 B=1`, `message NAME`, a field's
    /// `number label kind type name default`, or `# comment` on what the next line has.
    init(table: String) {
        var fields: [String: [Field]] = [:]
        var comments: [String: String] = [:]
        var enumerations: [String: Enumeration] = [:]
        var message = ""
        var comment = ""
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            switch words[0] {
            case "#":
                comment = String(words[1])
                continue
            case "message":
                message = String(words[1])
                fields[message] = []
                comments[message] = comment
            case "enum":
                let enumeration = Enumeration(line: words[1])
                enumerations[enumeration.name] = enumeration
            default:
                fields[message]?.append(Field(line: line, comment: comment))
            }
            comment = ""
        }
        self.messages = Dictionary(
            uniqueKeysWithValues: fields.map { name, fields in
                (name, Message(name: name, comment: comments[name] ?? "", fields: fields))
            }
        )
        self.enumerations = enumerations
    }
}

extension Schema.Enumeration {
    fileprivate init(line: Substring) {
        let words = line.split(separator: " ")
        self.name = String(words[0])
        self.values = words.dropFirst().map { word in
            let parts = word.split(separator: "=")
            return (String(parts[0]), Int(parts[1]) ?? 0)
        }
    }
}

extension Schema.Field {
    fileprivate init(line: Substring, comment: String) {
        let words = line.split(separator: " ", maxSplits: 5).map(String.init)
        guard words.count == 6, let number = Int(words[0]),
            let kind = Schema.Kind(rawValue: words[2])
        else { preconditionFailure("the schema table has a line of another form: \(line)") }
        self.number = number
        self.isRepeated = words[1] == "repeated"
        self.kind = kind
        self.typeName = words[3] == "-" ? nil : words[3]
        self.name = words[4]
        self.defaultText = words[5] == "-" ? nil : words[5]
        self.comment = comment
    }
}

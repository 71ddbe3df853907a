/// `{"english": "…", "key": "…", "arguments": {…}}`, the last two where they are any.
extension Phrase: Codable {
    private enum CodingKeys: String, CodingKey { case english, key, arguments }

    /// Reads a phrase.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let english = try fields.decode(String.self, forKey: .english)
        guard let key = try fields.decodeIfPresent(String.self, forKey: .key) else {
            self = .verbatim(english)
            return
        }
        let arguments = try fields.decodeIfPresent([String: Argument].self, forKey: .arguments)
        self = .described(key, english: english, arguments ?? [:])
    }

    /// Writes the phrase.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(english, forKey: .english)
        try fields.encodeIfPresent(key, forKey: .key)
        if !arguments.isEmpty { try fields.encode(arguments, forKey: .arguments) }
    }
}

/// A string, a number, an object or an array of objects.
extension Phrase.Argument: Codable {
    /// Reads whichever it is.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if let phrases = try? value.decode([Phrase].self) {
            self = .phrases(phrases)
        } else {
            self = .phrase(try value.decode(Phrase.self))
        }
    }

    /// Writes the value alone.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .phrase(let phrase): try value.encode(phrase)
        case .phrases(let phrases): try value.encode(phrases)
        }
    }
}

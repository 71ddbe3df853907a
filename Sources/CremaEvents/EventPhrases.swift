import CremaProto

/// A phrase is two fields of an event: its English, `message`, and next to it, if other languages
/// have a text of their own, what they find that by: `"phrase": {"key": "…", "arguments": {…}}`.
extension KeyedEncodingContainer {
    /// Writes both fields.
    mutating func encode(_ phrase: Phrase, _ english: Key, _ rest: Key) throws {
        try encode(phrase.english, forKey: english)
        try encodeIfPresent(PhraseKey(phrase), forKey: rest)
    }
}

extension KeyedDecodingContainer {
    /// Reads both fields; throws where the English is missing.
    func phrase(_ english: Key, _ rest: Key) throws -> Phrase {
        let english = try decode(String.self, forKey: english)
        // Old files have the English alone, and later versions may have arguments of other kinds.
        guard let rest = try? decode(PhraseKey.self, forKey: rest) else {
            return .verbatim(english)
        }
        return .described(rest.key, english: english, rest.arguments ?? [:])
    }

    /// Reads both fields; nil where the English is missing.
    func phraseIfPresent(_ english: Key, _ rest: Key) throws -> Phrase? {
        guard contains(english), try !decodeNil(forKey: english) else { return nil }
        return try phrase(english, rest)
    }
}

/// A phrase without its English.
private struct PhraseKey: Codable {
    let key: String
    let arguments: [String: Phrase.Argument]?

    init?(_ phrase: Phrase) {
        guard let key = phrase.key else { return nil }
        self.key = key
        arguments = phrase.arguments.isEmpty ? nil : phrase.arguments
    }
}

extension JobEvent.Notice: Codable {
    private enum Key: String, CodingKey {
        case title, titlePhrase, message, phrase, level, file
    }

    /// Reads its fields.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        title = try fields.phrase(.title, .titlePhrase)
        message = try fields.phrase(.message, .phrase)
        level = try fields.decodeIfPresent(JobEvent.Level.self, forKey: .level)
        file = try fields.decodeIfPresent(String.self, forKey: .file)
    }

    /// Writes its fields.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(title, .title, .titlePhrase)
        try fields.encode(message, .message, .phrase)
        try fields.encodeIfPresent(level, forKey: .level)
        try fields.encodeIfPresent(file, forKey: .file)
    }
}

extension JobEvent.Failure: Codable {
    private enum Key: String, CodingKey {
        case message, phrase, layer, phase, iteration, bottoms, tops, traceback, source
    }

    /// Reads its fields.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        message = try fields.phrase(.message, .phrase)
        layer = try fields.decodeIfPresent(String.self, forKey: .layer)
        phase = try fields.decodeIfPresent(String.self, forKey: .phase)
        iteration = try fields.decodeIfPresent(Int.self, forKey: .iteration)
        bottoms = try fields.decodeIfPresent([String].self, forKey: .bottoms)
        tops = try fields.decodeIfPresent([String].self, forKey: .tops)
        traceback = try fields.decodeIfPresent(String.self, forKey: .traceback)
        source = try fields.decodeIfPresent(String.self, forKey: .source)
    }

    /// Writes its fields.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(message, .message, .phrase)
        try fields.encodeIfPresent(layer, forKey: .layer)
        try fields.encodeIfPresent(phase, forKey: .phase)
        try fields.encodeIfPresent(iteration, forKey: .iteration)
        try fields.encodeIfPresent(bottoms, forKey: .bottoms)
        try fields.encodeIfPresent(tops, forKey: .tops)
        try fields.encodeIfPresent(traceback, forKey: .traceback)
        try fields.encodeIfPresent(source, forKey: .source)
    }
}

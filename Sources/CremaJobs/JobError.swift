public import CremaProto

/// What is wrong with a job, in one sentence.
public struct JobError: PhrasedError, Equatable, CustomStringConvertible {
    /// The sentence.
    public let phrase: Phrase

    /// An error with its sentence.
    public init(_ phrase: Phrase) {
        self.phrase = phrase
    }

    /// The sentence in English.
    public var description: String { phrase.english }
}

/// What is wrong with a form: sentences by field, as DIGITS' JSON has them.
public struct FormErrors: Error, Equatable, CustomStringConvertible {
    private var phrases: [String: [Phrase]]

    /// Errors that are known, none by default.
    public init(_ phrases: [String: [Phrase]] = [:]) {
        self.phrases = phrases
    }

    /// The sentences about each field, in English.
    public var fields: [String: [String]] { sentences(in: Words.of(.english)) }

    /// The sentences about each field in a language.
    public func sentences(in words: Words) -> [String: [String]] {
        phrases.mapValues { $0.map(words.text) }
    }

    /// Whether nothing is wrong.
    public var isEmpty: Bool { phrases.isEmpty }

    /// Adds a sentence about a field, once.
    public mutating func add(_ field: String, _ sentence: Phrase) {
        // Another part may have found the same, under another key.
        let isKnown = phrases[field]?.contains { $0.english == sentence.english }
        guard isKnown != true else { return }
        phrases[field, default: []].append(sentence)
    }

    /// Adds what another part of the form found.
    public mutating func add(_ other: FormErrors) {
        for (field, sentences) in other.phrases {
            for sentence in sentences { add(field, sentence) }
        }
    }

    /// The same without what is wrong with some fields.
    public func without(_ fields: String...) -> FormErrors {
        FormErrors(phrases.filter { !fields.contains($0.key) })
    }

    /// The result of reading a part of the form, or nil with what was wrong added.
    ///
    /// An error that names no field is about the given one.
    public mutating func collecting<Result>(
        _ field: String,
        _ body: () throws -> Result
    ) -> Result? {
        do {
            return try body()
        } catch let errors as FormErrors {
            add(errors)
        } catch {
            add(field, Phrase(of: error))
        }
        return nil
    }

    /// The result of reading what a field holds; an error that names no field is about that field.
    public static func naming<Result>(
        _ field: String,
        _ body: () throws -> Result
    ) throws(FormErrors) -> Result {
        var errors = FormErrors()
        guard let result = errors.collecting(field, body) else { throw errors }
        return result
    }

    /// Every sentence in English on a line, its field before it.
    public var description: String { phrase.description }
}

extension FormErrors: PhrasedError {
    /// Every sentence on a line, its field before it.
    public var phrase: Phrase {
        let lines = phrases.sorted { $0.key < $1.key }.flatMap { field, sentences in
            sentences.map { Phrase("form.field", ["name": field, "sentence": $0]) }
        }
        return Phrase("format.lines", ["lines": lines])
    }
}

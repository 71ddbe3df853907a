/// What is wrong with a job, in one sentence.
public struct JobError: Error, Equatable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error with its sentence.
    public init(_ description: String) {
        self.description = description
    }
}

/// What is wrong with a form: sentences by field, as DIGITS' JSON has them.
public struct FormErrors: Error, Equatable, CustomStringConvertible {
    /// The sentences about each field.
    public private(set) var fields: [String: [String]]

    /// Errors that are known, none by default.
    public init(_ fields: [String: [String]] = [:]) {
        self.fields = fields
    }

    /// Whether nothing is wrong.
    public var isEmpty: Bool { fields.isEmpty }

    /// Adds a sentence about a field, once.
    public mutating func add(_ field: String, _ sentence: String) {
        guard fields[field]?.contains(sentence) != true else { return }
        fields[field, default: []].append(sentence)
    }

    /// Adds what another part of the form found.
    public mutating func add(_ other: FormErrors) {
        for (field, sentences) in other.fields {
            for sentence in sentences { add(field, sentence) }
        }
    }

    /// The same without what is wrong with some fields.
    public func without(_ fields: String...) -> FormErrors {
        FormErrors(self.fields.filter { !fields.contains($0.key) })
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
            add(field, "\(error)")
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

    /// Every sentence on a line, its field before it.
    public var description: String {
        fields.sorted { $0.key < $1.key }
            .flatMap { field, sentences in sentences.map { "\(field): \($0)" } }
            .joined(separator: "\n")
    }
}

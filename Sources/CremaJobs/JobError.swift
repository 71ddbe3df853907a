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

    /// Adds a sentence about a field.
    public mutating func add(_ field: String, _ sentence: String) {
        fields[field, default: []].append(sentence)
    }

    /// Adds what another part of the form found.
    public mutating func add(_ other: FormErrors) {
        fields.merge(other.fields) { $0 + $1 }
    }

    /// Every sentence on a line, its field before it.
    public var description: String {
        fields.sorted { $0.key < $1.key }
            .flatMap { field, sentences in sentences.map { "\(field): \($0)" } }
            .joined(separator: "\n")
    }
}

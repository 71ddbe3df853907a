import CremaJobs

/// What is wrong with a form, as JSON.
struct Refusal: Encodable {
    /// All sentences.
    var error: String
    /// The faulty line of the network, if the error is in one.
    var line: Int?
    /// The sentences about each field.
    var errors: [String: [String]]

    init(_ refused: FormErrors, _ words: Words) {
        errors = refused.sentences(in: words)
        error = errors.sorted { $0.key < $1.key }.flatMap(\.value).joined(separator: " ")
        line = Refusal.line(in: errors["custom_network"]?.first ?? "")
    }

    /// The line at the start of a sentence of the form `network:41:9: …`.
    static func line(in sentence: String) -> Int? {
        sentence.prefixMatch(of: #/network:(\d+):/#).flatMap { Int($0.1) }
    }
}

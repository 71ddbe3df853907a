import CremaJobs

/// What is wrong with a form, as JSON.
struct Refusal: Encodable {
    /// All sentences.
    var error: String
    /// The line of the network that is at fault, if it is one.
    var line: Int?
    /// The sentences of each field.
    var errors: [String: [String]]

    init(_ refused: FormErrors, _ words: Words) {
        errors = refused.sentences(in: words)
        error = errors.sorted { $0.key < $1.key }.flatMap(\.value).joined(separator: " ")
        line = Refusal.line(in: errors["custom_network"]?.first ?? "")
    }

    /// The line that a sentence begins with, worded as `network:41:9: …`.
    static func line(in sentence: String) -> Int? {
        sentence.prefixMatch(of: #/network:(\d+):/#).flatMap { Int($0.1) }
    }
}

import CremaJobs
import HTTPTypes

/// What went wrong, as JSON, with DIGITS' keys.
struct ErrorReply: Encodable {
    /// DIGITS' error object.
    struct Details: Encodable {
        /// What went wrong, in words.
        var message: String
        /// The name of the status, such as `NotFound`.
        var type: String
        /// The words once more, as DIGITS has those that an error of HTTP has here.
        var description: String
    }

    var error: Details
    /// The faulty line of the network, if the error is in one.
    var line: Int?
    /// The sentences about each field, if the error is in a form.
    var errors: [String: [String]]?
    /// DIGITS' word for an archive that it refuses.
    var status: String?

    init(_ words: String, status: HTTPResponse.Status) {
        error = Details(message: words, type: status.typeName, description: words)
    }

    init(_ refused: FormErrors, _ words: Words) {
        let fields = refused.sentences(in: words)
        let all = fields.sorted { $0.key < $1.key }.flatMap(\.value).joined(separator: " ")
        self.init(all, status: refused.status)
        errors = fields
        line = ErrorReply.line(in: fields["custom_network"]?.first ?? "")
    }

    /// The line at the start of a sentence of the form `network:41:9: …`.
    static func line(in sentence: String) -> Int? {
        sentence.prefixMatch(of: #/network:(\d+):/#).flatMap { Int($0.1) }
    }
}

extension HTTPResponse.Status {
    /// The name that the libraries below DIGITS have for it.
    fileprivate var typeName: String {
        self == .contentTooLarge ? "RequestEntityTooLarge" : reasonPhrase.filter(\.isLetter)
    }
}

import CremaJobs
import CremaProto
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Proof that a form was made by one of the studio's pages for the browser that sends it.
///
/// A form has it in its first field, put there as templates are read (`TemplateTexts`), and a
/// script of the studio's sends it in a header (`requests.js`).
struct FormToken {
    /// The name of the field, as Flask-WTF has it.
    static let field = "csrf_token"
    static let header = HTTPField.Name("X-CSRF-Token")!
    /// How far into a body the field is looked for, in bytes.
    private static let reach = 1024

    let text: String

    /// The token of whoever a secret, such as that in a cookie, belongs to.
    init(for secret: String) {
        text = Sodium.hash("form token", under: secret)
    }

    init(text: String) { self.text = text }

    /// Throws `forbidden` unless a request has the token in its header, or in the first field of
    /// its body; returns the request with its body still complete.
    ///
    /// No more of the body is read than its first piece.
    func check(_ request: Request) async throws -> Request {
        if let shown = request.headers[Self.header] {
            guard Sodium.areEqual(shown, text) else { throw Self.missing }
            return request
        }
        var iterator = request.body.makeAsyncIterator()
        var start = ByteBuffer()
        while start.readableBytes < Self.reach, let piece = try await iterator.next() {
            start.writeImmutableBuffer(piece)
        }
        let head = String(decoding: start.readableBytesView.prefix(Self.reach), as: UTF8.self)
        let shown = Self.token(in: head)
        guard let shown, Sodium.areEqual(shown, text) else { throw Self.missing }
        var request = request
        request.body = RequestBody(asyncSequence: ResumedBody(start: start, rest: iterator))
        return request
    }

    /// The value of the first field of a form, if that is the token: `csrf_token=…`, or a part of a
    /// multipart body.
    static func token(in start: String) -> String? {
        if start.hasPrefix("\(field)=") {
            return String(start.dropFirst(field.count + 1).prefix { $0.isHexDigit })
        }
        guard start.hasPrefix("--"), let head = start.firstRange(of: "\r\n\r\n"),
            start[..<head.lowerBound].contains("name=\"\(field)\"")
        else { return nil }
        return String(start[head.upperBound...].prefix { $0.isHexDigit })
    }

    private static let missing = StudioError.forbidden(Phrase("error.no_form_token"))
}

/// A body whose first piece was read before.
private struct ResumedBody: AsyncSequence, Sendable {
    let start: ByteBuffer
    /// It is handed on, and used in one place at a time.
    nonisolated(unsafe) let rest: RequestBody.AsyncIterator

    struct AsyncIterator: AsyncIteratorProtocol {
        var start: ByteBuffer?
        var rest: RequestBody.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            if let start = start.take(), start.readableBytes > 0 { return start }
            return try await rest.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(start: start, rest: rest) }
}

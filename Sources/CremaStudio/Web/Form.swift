import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// What a browser sent from a form: its fields, and its files where there are some.
struct Form: Sendable, Equatable {
    /// A file of a form.
    struct Upload: Sendable, Equatable {
        var name: String
        var data: Data
    }

    var fields: [String: String] = [:]
    var files: [String: Upload] = [:]

    /// The largest body that is read, in bytes.
    static let limit = 32 * 1024 * 1024

    /// Reads the body of a request, `multipart/form-data` or `application/x-www-form-urlencoded`.
    ///
    /// Throws `badRequest` for a body that is neither.
    init(_ request: Request) async throws {
        let buffer = try await request.body.collect(upTo: Form.limit)
        let data = Data(buffer.readableBytesView)
        let type = request.headers[.contentType] ?? ""
        if let boundary = Form.parameter("boundary", of: type), type.hasPrefix("multipart/") {
            try read(multipart: data, boundary: boundary)
        } else if type.hasPrefix("application/x-www-form-urlencoded") || data.isEmpty {
            fields = Form.decode(urlEncoded: String(decoding: data, as: UTF8.self))
        } else {
            throw StudioError.badRequest(
                "The body is “\(type)”; a form (multipart/form-data) is expected."
            )
        }
    }

    init(fields: [String: String]) { self.fields = fields }

    /// A field without the white space around it; empty where it was not sent.
    subscript(name: String) -> String {
        (fields[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether a box was ticked.
    func isOn(_ name: String) -> Bool {
        FormFields.yes.contains(self[name].lowercased())
    }
}

extension Form {
    private mutating func read(multipart data: Data, boundary: String) throws {
        let mark = Data("--\(boundary)".utf8)
        let blank = Data("\r\n\r\n".utf8)
        guard var place = data.range(of: mark)?.upperBound else {
            throw StudioError.badRequest("The form is cut off: its first part is missing.")
        }
        var partCount = 0
        while !data[place...].starts(with: Data("--".utf8)) {
            partCount += 1
            guard partCount <= 500,
                let head = data.range(of: blank, in: place..<data.endIndex),
                let next = data.range(
                    of: Data("\r\n".utf8) + mark,
                    in: head.upperBound..<data.endIndex
                )
            else {
                throw StudioError.badRequest("The form is cut off after part \(partCount - 1).")
            }
            let header = String(decoding: data[place..<head.lowerBound], as: UTF8.self)
            add(part: data[head.upperBound..<next.lowerBound], header: header)
            place = next.upperBound
        }
    }

    private mutating func add(part: Data, header: String) {
        let disposition = header.components(separatedBy: "\r\n")
            .first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition, let name = Form.parameter("name", of: disposition) else { return }
        if let fileName = Form.parameter("filename", of: disposition) {
            // A form sends an empty part where no file was chosen.
            guard !fileName.isEmpty else { return }
            let plain = fileName.split(whereSeparator: { "/\\".contains($0) }).last ?? "file"
            files[name] = Upload(name: String(plain), data: Data(part))
        } else {
            fields[name] = String(decoding: part, as: UTF8.self)
                .replacingOccurrences(of: "\r\n", with: "\n")
        }
    }

    /// A parameter like `boundary=x` or `name="x"` of a header.
    private static func parameter(_ name: String, of header: String) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2,
                pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name
            else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        }
        return nil
    }

    private static func decode(urlEncoded text: String) -> [String: String] {
        text.split(separator: "&").reduce(into: [:]) { fields, pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? "" }
            fields[sides[0]] =
                sides.count > 1
                ? sides[1].replacingOccurrences(of: "\r\n", with: "\n") : ""
        }
    }
}

import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// What a browser sent from a form: its fields, and its files if there are any.
struct Form: Sendable, Equatable {
    /// A file of a form.
    struct Upload: Sendable, Equatable {
        var name: String
        var data: Data
    }

    var fields: [String: String] = [:]
    var files: [String: Upload] = [:]
    /// Every value of the fields that may come several times, whose names end with `[]`.
    private(set) var lists: [String: [String]] = [:]

    /// The field with the ids of the selected jobs, as DIGITS has it.
    static let jobIDs = "job_ids[]"

    /// The maximum size of a form, in bytes.
    enum Limit {
        /// A few words.
        static let words = 64 << 10
        /// Settings.
        static let settings = 1 << 20
        /// Settings, and lists of images.
        static let lists = 32 << 20
        /// A network and a file of layers.
        static let network = 16 << 20
        /// Weights, of which those of VGG-16 have 528 MiB.
        static let weights = 640 << 20
        /// An image.
        static let image = 32 << 20
    }

    /// The maximum number of fields and files in a form.
    static let mostFields = 500

    /// Reads the body of a request, `multipart/form-data` or `application/x-www-form-urlencoded`.
    ///
    /// Throws `tooLarge` for a body with more bytes than the limit, as soon as that is known, and
    /// `badRequest` for one that is neither.
    init(_ request: Request, limit: Int) async throws {
        let data = try await Form.body(of: request, limit: limit)
        let type = request.headers[.contentType] ?? ""
        if let boundary = Form.parameter("boundary", of: type), type.hasPrefix("multipart/") {
            try read(multipart: data, boundary: boundary)
        } else if type.hasPrefix("application/x-www-form-urlencoded") || data.isEmpty {
            try read(urlEncoded: data)
        } else {
            throw StudioError.badRequest(
                Phrase("error.not_a_form", ["type": String(type.prefix(100))])
            )
        }
    }

    init(fields: [String: String]) { self.fields = fields }

    /// A field without surrounding white space; empty if it was not sent.
    subscript(name: String) -> String {
        (fields[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A field as it was sent, white space and all; empty if it was not sent.
    func text(_ name: String) -> String { fields[name] ?? "" }

    /// Whether a box was ticked.
    func isOn(_ name: String) -> Bool {
        OptionDescription.yes.contains(self[name].lowercased())
    }
}

extension Form {
    private static func body(of request: Request, limit: Int) async throws -> [UInt8] {
        let tooLarge = StudioError.tooLarge(
            Phrase("error.too_large", ["size": Wording.size(limit)])
        )
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard announced <= limit else { throw tooLarge }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(0, announced))
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// Throws if one more field or file exceeds the limit of a form.
    private func countOne(_ count: inout Int) throws {
        count += 1
        guard count <= Form.mostFields else {
            throw StudioError.badRequest(
                Phrase("error.too_many_fields", ["count": Form.mostFields])
            )
        }
    }

    // MARK: multipart/form-data

    private mutating func read(multipart body: [UInt8], boundary: String) throws {
        guard (1...70).contains(boundary.utf8.count) else {
            throw StudioError.badRequest(Phrase("error.boundary"))
        }
        let mark = "--\(boundary)"
        let first =
            body.starts(with: mark.utf8)
            ? mark.utf8.count : body.firstRange(of: "\r\n" + mark, from: 0)?.upperBound
        guard var place = first else {
            throw StudioError.badRequest(Phrase("error.cut_off_start"))
        }
        var count = 0
        while !body[place...].starts(with: "--".utf8) {
            try countOne(&count)
            guard let head = body.firstRange(of: "\r\n\r\n", from: place),
                let next = body.firstRange(of: "\r\n" + mark, from: head.upperBound)
            else {
                throw StudioError.badRequest(Phrase("error.cut_off", ["part": count - 1]))
            }
            // A name and a type are not longer than this.
            let header = String(decoding: body[place..<head.lowerBound].prefix(8192), as: UTF8.self)
            add(part: body[head.upperBound..<next.lowerBound], header: header)
            place = next.upperBound
        }
    }

    private mutating func add(part: ArraySlice<UInt8>, header: String) {
        let disposition = header.components(separatedBy: "\r\n")
            .first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition, let name = Form.parameter("name", of: disposition) else { return }
        if let fileName = Form.parameter("filename", of: disposition) {
            // A form sends an empty part if no file was chosen.
            guard !fileName.isEmpty else { return }
            let plain = fileName.split(whereSeparator: { "/\\".contains($0) }).last ?? "file"
            files[name] = Upload(name: String(plain), data: Data(part))
        } else {
            add(name, Form.text(part))
        }
    }

    /// A parameter like `boundary=x` or `name="x"` of a header; a semicolon in quotes is part of
    /// it.
    private static func parameter(_ name: String, of header: String) -> String? {
        var isQuoted = false
        let pieces = header.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == ";" && !isQuoted
        }
        for piece in pieces.dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2,
                pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name
            else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        }
        return nil
    }

    // MARK: application/x-www-form-urlencoded

    private mutating func read(urlEncoded body: [UInt8]) throws {
        var count = 0
        var rest = body[...]
        while !rest.isEmpty {
            let pair = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[pair.endIndex...].dropFirst()
            guard !pair.isEmpty else { continue }
            try countOne(&count)
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            add(
                Form.text(Form.decoded(name)),
                Form.text(Form.decoded(pair[name.endIndex...].dropFirst()))
            )
        }
    }

    private mutating func add(_ name: String, _ value: String) {
        // It was checked before the form was read.
        guard name != FormToken.field else { return }
        fields[name] = value
        if name.hasSuffix("[]") { lists[name, default: []].append(value) }
    }

    /// The bytes that `+` and `%20` stand for; a `%` without two digits stays as it is.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = bytes.startIndex
        while place < bytes.endIndex {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "+") {
                result.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), place + 2 <= bytes.endIndex,
                let high = hexDigit(bytes[place]), let low = hexDigit(bytes[place + 1])
            {
                result.append(high << 4 | low)
                place += 2
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Bytes as text with this system's line ends.
    private static func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }
}

extension [UInt8] {
    /// The first position, from a start on, of bytes that begin with a line end and have no other
    /// before their last one.
    ///
    /// So no byte is compared twice, except with those few, whatever is searched.
    /// So no byte is compared twice but with the few of them, whatever is searched through.
    fileprivate func firstRange(of sought: String, from start: Int) -> Range<Int>? {
        let sought = Array(sought.utf8)
        return withUnsafeBytes { bytes in
            var place = start
            while place + sought.count <= bytes.count,
                let found = memchr(
                    bytes.baseAddress! + place,
                    Int32(sought[0]),
                    bytes.count - place
                )
            {
                let first = UnsafeRawPointer(found) - bytes.baseAddress!
                guard first + sought.count <= bytes.count else { return nil }
                if memcmp(found, sought, sought.count) == 0 { return first..<first + sought.count }
                place = first + 1
            }
            return nil
        }
    }
}

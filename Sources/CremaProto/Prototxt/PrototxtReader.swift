/// Walks over prototxt, guided by the schema, and finds what is wrong and where.
///
/// It keeps the place of every layer and of the fields in it. The number of values is bounded, and
/// depth is by the schema, where no message contains itself: a hostile file costs neither the
/// memory nor the stack.
struct PrototxtReader {
    static let byteLimit = 64 << 20
    static let valueLimit = 16 << 20

    private let schema: Schema
    private let root: Schema.Message
    private var scanner: PrototxtScanner
    private var valueCount = 0
    private var layer: PrototxtLayer?
    /// Where the field begins that is being read, or the brace that closes no block.
    private var faultStart: Int?
    private(set) var layers: [PrototxtLayer] = []
    /// The positions of the fields outside layers.
    private(set) var fields: [String: Int] = [:]
    /// Strings that SwiftProtobuf would not accept, in a form that it does.
    private(set) var literals: [(range: Range<Int>, text: String)] = []

    /// Walks over a whole text whose message has the given name.
    ///
    /// Returns the reader with what it found; throws `PrototxtError` at the first thing that the
    /// schema does not allow.
    static func walk(over source: SourceText, message: String) throws -> PrototxtReader {
        var reader = try PrototxtReader(source, message: message)
        do {
            try reader.readFields(of: reader.root, closedBy: nil, path: "")
            return reader
        } catch var error as PrototxtError {
            error.layer = reader.layer.flatMap { $0.name ?? reader.nameAhead(in: $0) }
            throw error
        }
    }

    /// Every error in a text, in its order, and the text without the fields that they are in.
    ///
    /// Behind an error the walk begins anew, with blanks in place of the field, so that `most`
    /// bounds the work.
    static func errors(
        in source: SourceText,
        message: String,
        most: Int
    ) -> (errors: [PrototxtError], rest: SourceText) {
        var (errors, rest): ([PrototxtError], SourceText) = ([], source)
        while errors.count < most {
            // The first token of a text is read before there is a reader.
            guard var reader = try? PrototxtReader(rest, message: message) else { break }
            do {
                try reader.readFields(of: reader.root, closedBy: nil, path: "")
                break
            } catch var error as PrototxtError {
                error.layer = reader.layer.flatMap { $0.name ?? reader.nameAhead(in: $0) }
                errors.append(error)
                let isAtEnd = reader.scanner.token.kind == .end
                guard !isAtEnd, let start = reader.faultStart else { return (errors, rest) }
                rest = rest.blanking(fieldAt: start)
            } catch { break }
        }
        return (errors, rest)
    }

    private init(_ source: SourceText, message: String, schema: Schema = .caffe) throws {
        guard let root = schema.messages[message] else {
            preconditionFailure("the schema has no message \(message)")
        }
        self.schema = schema
        self.root = root
        self.scanner = try PrototxtScanner(source)
    }

    // MARK: Fields and blocks

    /// The brace that closes a block, and where the block was opened.
    private struct Closing {
        let symbol: Character
        let field: String
        let opening: Int
    }

    private mutating func readFields(
        of message: Schema.Message,
        closedBy closing: Closing?,
        path: String
    ) throws {
        var seen: [String: (first: Int, count: Int)] = [:]
        while true {
            faultStart = scanner.token.range.lowerBound
            if try readEnd(of: closing) { return }
            guard scanner.token.kind == .name else {
                throw error("expected a field's name, found \(scanner.text)")
            }
            let start = scanner.token.range.lowerBound
            faultStart = start
            let name = scanner.text
            guard let field = message[name] else { throw unknownField(name, in: message, closing) }
            let earlier = seen[name]
            if let earlier, !field.isRepeated { throw givenTwice(field, first: earlier.first) }
            let count = earlier?.count ?? 0
            seen[name] = (earlier?.first ?? start, count + 1)
            note(start, at: path + name, occurrence: count)
            try scanner.advance()
            try readValue(of: field, start: start, path: path)
            if scanner.token.isSymbol(",") || scanner.token.isSymbol(";") { try scanner.advance() }
        }
    }

    /// Whether the block ends here; its closing brace stays the current token.
    private func readEnd(of closing: Closing?) throws -> Bool {
        let token = scanner.token
        switch (token.kind, closing) {
        case (.end, nil):
            return true
        case (.end, let closing?):
            throw error(
                "the block of \"\(closing.field)\" is never closed by \"\(closing.symbol)\"",
                at: closing.opening
            )
        case (.symbol, let closing?) where token.isSymbol(closing.symbol):
            return true
        case (.symbol, let closing) where token.isSymbol("}") || token.isSymbol(">"):
            guard let closing else { throw error("\(scanner.text) closes no block") }
            throw error(
                "\(scanner.text) closes the block of \"\(closing.field)\", "
                    + "which needs \"\(closing.symbol)\""
            )
        default:
            return false
        }
    }

    private mutating func readValue(of field: Schema.Field, start: Int, path: String) throws {
        let hasColon = scanner.token.isSymbol(":")
        if hasColon {
            try scanner.advance()
        } else if field.kind != .message {
            throw error("\"\(field.name)\" needs a \":\" before its value, found \(scanner.text)")
        }
        guard scanner.token.isSymbol("[") else {
            return try readOne(of: field, start: start, path: path)
        }
        guard field.isRepeated else {
            throw error("\"\(field.name)\" takes one value, not a list")
        }
        try scanner.advance()
        while !scanner.token.isSymbol("]") {
            try readOne(of: field, start: start, path: path)
            if scanner.token.isSymbol(",") {
                try scanner.advance()
            } else if !scanner.token.isSymbol("]") {
                throw error("expected \",\" or \"]\" in a list, found \(scanner.text)")
            }
        }
        try scanner.advance()
    }

    private mutating func readOne(of field: Schema.Field, start: Int, path: String) throws {
        valueCount += 1
        guard valueCount <= Self.valueLimit else {
            throw error("more than \(Self.valueLimit) values; weights belong in a .caffemodel")
        }
        if field.kind == .message {
            try readBlock(of: field, start: start, path: path)
        } else {
            try readScalar(of: field, path: path)
        }
    }

    private mutating func readBlock(of field: Schema.Field, start: Int, path: String) throws {
        let token = scanner.token
        guard token.isSymbol("{") || token.isSymbol("<") else { throw wrongValue(of: field) }
        guard let message = field.typeName.flatMap({ schema.messages[$0] }) else {
            preconditionFailure("the schema has no message for \(field.name)")
        }
        let isLayer = ["LayerParameter", "V1LayerParameter"].contains(message.name)
        if isLayer { layer = PrototxtLayer(start: start, bodyStart: token.range.upperBound) }
        let closing = Closing(
            symbol: token.isSymbol("{") ? "}" : ">",
            field: field.name,
            opening: start
        )
        try scanner.advance()
        try readFields(
            of: message,
            closedBy: closing,
            path: isLayer ? "" : "\(path)\(field.name)."
        )
        if isLayer, var finished = layer {
            finished.bodyEnd = scanner.token.range.lowerBound
            layers.append(finished)
            layer = nil
        }
        try scanner.advance()
    }

    /// Keeps where a field of the current layer, or outside of layers, stands; the later values of
    /// a repeated one as `name[i]`.
    private mutating func note(_ start: Int, at path: String, occurrence: Int) {
        guard occurrence < 64 else { return }
        let key = occurrence == 0 ? path : "\(path)[\(occurrence)]"
        if layer == nil {
            if fields[key] == nil { fields[key] = start }
        } else if layer?.fields[key] == nil {
            layer?.fields[key] = start
        }
    }

    // MARK: Single values

    private mutating func readScalar(of field: Schema.Field, path: String) throws {
        let range = scanner.token.range
        switch field.kind {
        case .string, .bytes:
            let value = try readString(of: field)
            if path + field.name == "name" || path + field.name == "layer.name" {
                layer?.name = value
            }
            return
        case .bool:
            let isBool = ["true", "True", "t", "false", "False", "f", "0", "1"].contains(
                scanner.text
            )
            guard isBool, scanner.token.kind != .string else { throw wrongValue(of: field) }
        case .enum:
            try checkEnumValue(of: field)
        case .float, .double:
            try checkNumber(of: field)
        case .int32, .int64, .uint32:
            try checkInteger(of: field, start: range.lowerBound)
        case .message:
            preconditionFailure("a block is not a single value")
        }
        try scanner.advance()
    }

    /// Reads strings up to the first token that is none: neighbours are one value.
    private mutating func readString(of field: Schema.Field) throws -> String {
        guard scanner.token.kind == .string else { throw wrongValue(of: field) }
        var bytes: [UInt8] = []
        let start = scanner.token.range.lowerBound
        var end = start
        while scanner.token.kind == .string {
            end = scanner.token.range.upperBound
            let inner = scanner.token.range.dropFirst().dropLast()
            guard let part = TextEscapes.decode(scanner.source.bytes[inner]) else {
                throw error("this string has an escape that prototxt does not know")
            }
            bytes += part
            try scanner.advance()
        }
        let value = String(raw: bytes)
        if value.hasRawBytes {
            let literal =
                field.kind == .bytes
                ? TextEscapes.quote(bytes, keepsUTF8: false)
                : TextEscapes.quote(value.utf8, keepsUTF8: true)
            literals.append((start..<end, literal))
        }
        return value
    }

    private mutating func checkInteger(of field: Schema.Field, start: Int) throws {
        let isNegative = try readMinus()
        guard scanner.token.kind == .number, let magnitude = integer(scanner.text) else {
            throw wrongValue(of: field)
        }
        let value = isNegative ? 0 - Int128(magnitude) : Int128(magnitude)
        guard field.kind.integerRange.contains(value) else {
            throw wrongValue(of: field, at: start)
        }
    }

    private func integer(_ text: String) -> UInt64? {
        let lowered = text.lowercased()
        if lowered.hasPrefix("0x") { return UInt64(lowered.dropFirst(2), radix: 16) }
        if lowered.hasPrefix("0"), lowered.count > 1 {
            return UInt64(lowered.dropFirst(), radix: 8)
        }
        return UInt64(lowered)
    }

    private mutating func checkNumber(of field: Schema.Field) throws {
        _ = try readMinus()
        let text = scanner.text.lowercased()
        switch scanner.token.kind {
        case .name where ["inf", "infinity", "nan"].contains(text): return
        case .number:
            let digits = text.hasSuffix("f") ? String(text.dropLast()) : text
            let isOctal = digits.hasPrefix("0") && digits.dropFirst().first?.isNumber == true
            guard !isOctal, !digits.hasPrefix("0x"), Double(digits) != nil else {
                throw wrongValue(of: field)
            }
        default: throw wrongValue(of: field)
        }
    }

    private mutating func readMinus() throws -> Bool {
        guard scanner.token.isSymbol("-") else { return false }
        try scanner.advance()
        return true
    }

    private mutating func checkEnumValue(of field: Schema.Field) throws {
        let values = enumeration(of: field).values
        let start = scanner.token.range.lowerBound
        let isNegative = try readMinus()
        let isKnown: Bool
        switch scanner.token.kind {
        case .name: isKnown = !isNegative && values.contains { $0.name == scanner.text }
        case .number:
            let number = integer(scanner.text).flatMap { Int(exactly: $0) }
            isKnown = values.contains { $0.number == number }
        default: isKnown = false
        }
        guard isKnown, !isNegative else { throw wrongValue(of: field, at: start) }
    }

    private func enumeration(of field: Schema.Field) -> Schema.Enumeration {
        guard let found = field.typeName.flatMap({ schema.enumerations[$0] }) else {
            preconditionFailure("the schema has no enum for \(field.name)")
        }
        return found
    }

    // MARK: What is wrong

    private func error(_ what: String, at offset: Int? = nil) -> PrototxtError {
        let position = scanner.source.position(at: offset ?? scanner.token.range.lowerBound)
        return PrototxtError(file: position.file, position: position, what: what)
    }

    private func unknownField(
        _ name: String,
        in message: Schema.Message,
        _ closing: Closing?
    ) -> PrototxtError {
        let names = message.fields.map(\.name)
        var what = "unknown field \"\(name)\""
        if let closing, root[name] != nil {
            let line = scanner.source.position(at: closing.opening).line
            what +=
                " in \"\(closing.field)\"; is the \"\(closing.symbol)\" of its block, opened in "
            what += "line \(line), missing?"
        } else if NearestName.of(name, in: names) != nil {
            what += NearestName.question(name, in: names)
        } else if names.count <= 24 {
            what += "; \(closing.map { "\"\($0.field)\"" } ?? "the file") takes \(listing(names))"
        }
        return error(what)
    }

    private func givenTwice(_ field: Schema.Field, first: Int) -> PrototxtError {
        let place = scanner.source.position(at: first)
        return error(
            "\"\(field.name)\" takes one value, and has one already, at "
                + "\(place.line):\(place.column)"
        )
    }

    private func wrongValue(of field: Schema.Field, at offset: Int? = nil) -> PrototxtError {
        let start = offset ?? scanner.token.range.lowerBound
        let found = scanner.source.excerpt(start..<scanner.token.range.upperBound)
        let isMissing = scanner.token.kind == .end || scanner.token.isSymbol("}")
        var what = "\"\(field.name)\" takes \(allowed(field)), found \(found)"
        if isMissing { what = "\"\(field.name)\" has no value; it takes \(allowed(field))" }
        if field.kind == .enum, scanner.token.kind == .name {
            what += NearestName.question(found, in: enumeration(of: field).values.map(\.name))
        }
        return error(what, at: start)
    }

    private func allowed(_ field: Schema.Field) -> String {
        switch field.kind {
        case .bool: "true or false"
        case .int32, .int64, .uint32:
            "an integer from \(field.kind.integerRange.lowerBound) "
                + "to \(field.kind.integerRange.upperBound)"
        case .float, .double: "a number"
        case .string, .bytes: "a string in quotes"
        case .enum: listing(enumeration(of: field).values.map(\.name), last: "or")
        case .message: "a block in { }"
        }
    }

    private func listing(_ names: [String], last: String = "and") -> String {
        guard names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " \(last) " + names[names.count - 1]
    }

    /// The name of a layer whose reading ended before it came to its name.
    private func nameAhead(in layer: PrototxtLayer) -> String? {
        guard var ahead = try? PrototxtScanner(scanner.source, from: layer.bodyStart) else {
            return nil
        }
        var depth = 0
        var isNameNext = false
        while depth >= 0, ahead.token.kind != .end {
            if ahead.token.kind == .string, isNameNext {
                let inner = ahead.token.range.dropFirst().dropLast()
                return TextEscapes.decode(ahead.source.bytes[inner]).map { String(raw: $0) }
            }
            if ahead.token.isSymbol("{") { depth += 1 }
            if ahead.token.isSymbol("}") { depth -= 1 }
            if !ahead.token.isSymbol(":") { isNameNext = depth == 0 && ahead.text == "name" }
            guard (try? ahead.advance()) != nil else { return nil }
        }
        return nil
    }
}

extension Schema.Kind {
    /// The integers that a field of an integer kind takes.
    fileprivate var integerRange: ClosedRange<Int128> {
        switch self {
        case .uint32: 0...Int128(UInt32.max)
        case .int64: Int128(Int64.min)...Int128(Int64.max)
        default: Int128(Int32.min)...Int128(Int32.max)
        }
    }
}

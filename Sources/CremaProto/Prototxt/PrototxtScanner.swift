/// Cuts prototxt into tokens.
///
/// The syntax is protobuf's text format: `#` starts a comment, strings are in single or double
/// quotes, and everything else is a name, a number or one character.
struct PrototxtScanner {
    enum Kind: Equatable {
        case name, number, string
        case symbol(UInt8)
        case end
    }

    struct Token {
        let kind: Kind
        let range: Range<Int>

        func isSymbol(_ character: Character) -> Bool {
            kind == .symbol(character.asciiValue ?? 0)
        }
    }

    let source: SourceText
    private(set) var token = Token(kind: .end, range: 0..<0)
    private var next = 0

    /// Scans from an offset, up to the first token.
    init(_ source: SourceText, from offset: Int = 0) throws {
        self.source = source
        self.next = offset
        try advance()
    }

    /// The current token's text; shortened if long.
    var text: String {
        token.kind == .end ? "the end of the file" : source.excerpt(token.range)
    }

    /// Moves to the next token.
    ///
    /// Throws `PrototxtError` where a string is not closed on its line.
    mutating func advance() throws {
        skipSpaceAndComments()
        guard next < source.bytes.count else {
            token = Token(kind: .end, range: source.bytes.count..<source.bytes.count)
            return
        }
        let start = next
        let byte = source.bytes[start]
        let kind: Kind
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            try skipString(quote: byte)
            kind = .string
        case _ where byte.isNameStart:
            skip { $0.isNameStart || $0.isDigit }
            kind = .name
        case _ where byte.isDigit, UInt8(ascii: ".") where peekIsDigit(start + 1):
            skipNumber()
            kind = .number
        default:
            next += 1
            kind = .symbol(byte)
        }
        token = Token(kind: kind, range: start..<next)
    }

    private func peekIsDigit(_ offset: Int) -> Bool {
        offset < source.bytes.count && source.bytes[offset].isDigit
    }

    private mutating func skip(while matches: (UInt8) -> Bool) {
        while next < source.bytes.count, matches(source.bytes[next]) { next += 1 }
    }

    private mutating func skipSpaceAndComments() {
        while true {
            skip { $0 == 0x20 || (0x09...0x0D).contains($0) }
            guard next < source.bytes.count, source.bytes[next] == UInt8(ascii: "#") else { return }
            skip { !$0.isLineEnd }
        }
    }

    private mutating func skipNumber() {
        var previous: UInt8 = 0
        skip { byte in
            defer { previous = byte }
            let isExponentSign =
                (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"))
                && (previous | 0x20) == UInt8(ascii: "e")
            return byte.isDigit || byte.isNameStart || byte == UInt8(ascii: ".") || isExponentSign
        }
    }

    private mutating func skipString(quote: UInt8) throws {
        let start = next
        next += 1
        while next < source.bytes.count, !source.bytes[next].isLineEnd {
            let byte = source.bytes[next]
            next += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == quote { return }
        }
        throw PrototxtError(
            file: source.file,
            position: source.position(at: start),
            what: "this string is not closed on its line"
        )
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isLineEnd: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }

    var isNameStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
    }
}

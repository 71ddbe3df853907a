/// The escapes in prototxt's strings.
enum TextEscapes {
    /// The bytes between quotes; those that are not printable ASCII as `\n`, `\303` and the like,
    /// unless UTF-8 is kept as it is.
    static func quote(_ bytes: some Sequence<UInt8>, keepsUTF8: Bool) -> String {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): text += Array("\\n".utf8)
            case UInt8(ascii: "\r"): text += Array("\\r".utf8)
            case UInt8(ascii: "\t"): text += Array("\\t".utf8)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x7F: text.append(byte)
            case 0x80... where keepsUTF8: text.append(byte)
            default: text += Array(octal(byte).utf8)
            }
        }
        return String(decoding: text + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    /// A string between quotes, UTF-8 as it is and other bytes as `\303` and the like.
    static func quote(_ text: String) -> String {
        let quoted = quote(text.utf8, keepsUTF8: true)
        guard quoted.hasRawBytes else { return quoted }
        return quoted.unicodeScalars.map { RawByte.byte(of: $0).map(octal) ?? String($0) }.joined()
    }

    private static func octal(_ byte: UInt8) -> String {
        "\\" + [byte >> 6, byte >> 3 & 7, byte & 7].map(String.init).joined()
    }

    /// The bytes of the text between a string's quotes; nil where an escape is
    /// unknown.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = decodeOne(&rest) else { return nil }
            bytes += escaped
        }
        return bytes
    }

    private static func decodeOne(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let letter = rest.popFirst() else { return nil }
        switch Character(UnicodeScalar(letter)) {
        case "a": return [7]
        case "b": return [8]
        case "f": return [12]
        case "n": return [10]
        case "r": return [13]
        case "t": return [9]
        case "v": return [11]
        case "\\", "'", "\"", "?": return [letter]
        case "x", "X": return number(&rest, digits: 1...2, radix: 16).map { [UInt8($0)] }
        case "u": return number(&rest, digits: 4...4, radix: 16).flatMap(scalar)
        case "U": return number(&rest, digits: 8...8, radix: 16).flatMap(scalar)
        case "0"..."7":
            rest = ([letter] + rest)[...]
            return number(&rest, digits: 1...3, radix: 8).flatMap { $0 < 256 ? [UInt8($0)] : nil }
        default: return nil
        }
    }

    private static func number(
        _ rest: inout ArraySlice<UInt8>,
        digits: ClosedRange<Int>,
        radix: Int
    ) -> UInt32? {
        let text = rest.prefix(digits.upperBound).prefix {
            Character(UnicodeScalar($0)).hexDigitValue.map { $0 < radix } ?? false
        }
        guard text.count >= digits.lowerBound else { return nil }
        rest.removeFirst(text.count)
        return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
    }

    private static func scalar(_ code: UInt32) -> [UInt8]? {
        UnicodeScalar(code).map { Array(String(Character($0)).utf8) }
    }
}

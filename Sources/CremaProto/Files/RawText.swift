/// Text whose bytes need not be UTF-8: Caffe's files come in GBK and Latin-1 too, and
/// C++ passes their bytes.
///
/// A byte that is not part of valid UTF-8 is kept in a string as one scalar from U+10F780 to
/// U+10F7FF, which are for private use, so that the bytes can be had back as they were.
extension String {
    /// The text of bytes, whatever they are.
    public init(raw bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self), !text.hasRawBytes {
            self = text
            return
        }
        let bytes = Array(bytes)
        var scalars = String.UnicodeScalarView()
        var place = 0
        while place < bytes.count {
            let length = RawByte.lengthOfScalar(in: bytes[place...])
            let piece = bytes[place..<place + Swift.max(1, length)]
            if length > 0,
                let scalar = String(validating: piece, as: UTF8.self)?.unicodeScalars.first,
                RawByte.byte(of: scalar) == nil
            {
                scalars.append(scalar)
            } else {
                scalars.append(contentsOf: piece.map(RawByte.scalar(of:)))
            }
            place += piece.count
        }
        self = String(scalars)
    }

    /// The text that C holds, up to its zero.
    public init(rawCString text: UnsafePointer<CChar>) {
        var count = 0
        while text[count] != 0 { count += 1 }
        self.init(raw: UnsafeRawBufferPointer(start: text, count: count))
    }

    /// The bytes that the text was made of.
    public var rawBytes: [UInt8] {
        guard hasRawBytes else { return Array(utf8) }
        return unicodeScalars.flatMap { scalar in
            RawByte.byte(of: scalar).map { [$0] } ?? Array(String(scalar).utf8)
        }
    }

    /// The text for people to read: bytes that are not UTF-8 as `\xcd`.
    public var shown: String {
        guard hasRawBytes else { return self }
        return unicodeScalars.map { scalar in
            RawByte.byte(of: scalar).map { "\\x" + String($0, radix: 16) } ?? String(scalar)
        }.joined()
    }

    /// Whether bytes of it are not UTF-8.
    var hasRawBytes: Bool {
        var copy = self
        return copy.withUTF8 { RawByte.isIn($0) }
    }

    /// Calls C with the bytes that the text was made of, a path's for one.
    public func withRawCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows
        -> Result
    {
        guard hasRawBytes else { return try withCString(body) }
        return try (rawBytes + [0]).withUnsafeBytes {
            // The array ends in a zero, so it is not empty.
            try body($0.bindMemory(to: CChar.self).baseAddress!)
        }
    }
}

/// Bytes that are not UTF-8, and the scalars that represent them.
enum RawByte {
    private static let first: UInt32 = 0x10F700

    /// The scalar of a byte from 0x80 on.
    static func scalar(of byte: UInt8) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(first + UInt32(byte)) else {
            preconditionFailure("the scalars for private use are scalars")
        }
        return scalar
    }

    /// The byte that a scalar represents, if it does.
    static func byte(of scalar: Unicode.Scalar) -> UInt8? {
        (first + 0x80...first + 0xFF).contains(scalar.value) ? UInt8(scalar.value - first) : nil
    }

    /// Whether UTF-8 has such scalars: they are F4 8F 9E and F4 8F 9F, and a fourth byte.
    static func isIn(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 4 else { return false }
        return (0...bytes.count - 4).contains {
            bytes[$0] == 0xF4 && bytes[$0 + 1] == 0x8F && bytes[$0 + 2] | 1 == 0x9F
        }
    }

    /// How many bytes the scalar takes that bytes begin with; 0 where they are not UTF-8.
    static func lengthOfScalar(in bytes: ArraySlice<UInt8>) -> Int {
        guard let head = bytes.first else { return 0 }
        let length =
            switch head {
            case 0..<0x80: 1
            case 0xC2..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF5: 4
            default: 0
            }
        guard length > 0, bytes.count >= length else { return 0 }
        return String(validating: bytes.prefix(length), as: UTF8.self) == nil ? 0 : length
    }
}

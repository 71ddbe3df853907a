/// How a number is stored in an HDF5 file, or what is stored instead.
enum HDF5Type {
    case integer(size: Int, isSigned: Bool, isBigEndian: Bool)
    case float(size: Int, isBigEndian: Bool)
    case text(size: Int)
    /// In words: what is not read.
    case other(String)

    /// Reads a message of a dataset's type.
    init(_ message: HDF5Cursor) throws(HDF5Damage) {
        var cursor = message
        let kind = try cursor.integer(1) & 15
        let bits = try cursor.integer(3)
        let size = try cursor.integer(4)
        switch kind {
        case 0:
            let (offset, precision) = (try cursor.integer(2), try cursor.integer(2))
            let isWhole = [1, 2, 4, 8].contains(size) && offset == 0 && precision == 8 * size
            self =
                isWhole
                ? .integer(size: size, isSigned: bits & 8 != 0, isBigEndian: bits & 1 != 0)
                : .other("integers of an unusual width")
        case 1:
            try cursor.skip(4)
            let parts = try cursor.bytes(4)
            // Where the exponent begins and its width, where the mantissa begins and its width.
            let usual: [Int: [UInt8]] = [
                2: [10, 5, 0, 10], 4: [23, 8, 0, 23], 8: [52, 11, 0, 52],
            ]
            let isUsual = usual[size] == parts && bits & 0x40 == 0
            self =
                isUsual
                ? .float(size: size, isBigEndian: bits & 1 != 0)
                : .other("floats of an unusual form")
        case 3: self = .text(size: size)
        default:
            let names = [
                2: "times", 4: "bits", 5: "opaque bytes", 6: "a compound of fields",
                7: "references", 8: "an enumeration (booleans, say)", 9: "lists of any length",
                10: "arrays",
            ]
            self = .other(names[kind] ?? "another kind")
        }
    }

    /// The bytes of one number, or nil if it is not one.
    var numberSize: Int? {
        switch self {
        case .integer(let size, _, _), .float(let size, _): size
        case .text, .other: nil
        }
    }

    /// What it is in words, where numbers belong.
    var text: String {
        switch self {
        case .integer: "integers"
        case .float: "floats"
        case .text: "text"
        case .other(let text): text
        }
    }

    /// Whether a number is kept as this machine keeps a `Float`.
    var isNativeFloat: Bool {
        if case .float(4, false) = self { return true }
        return false
    }

    /// The numbers in the bytes, as floats.
    func convert(_ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutablePointer<Float>) {
        guard let size = numberSize else { return }
        if isNativeFloat {
            UnsafeMutableRawPointer(floats).copyMemory(
                from: bytes.baseAddress!,
                byteCount: bytes.count
            )
            return
        }
        for index in 0..<bytes.count / size {
            let bits = word(bytes, at: index * size, size)
            switch self {
            case .float(2, _): floats[index] = Float(Float16(bitPattern: UInt16(bits)))
            case .float(4, _): floats[index] = Float(bitPattern: UInt32(bits))
            case .float: floats[index] = Float(Double(bitPattern: bits))
            case .integer(_, true, _): floats[index] = Float(signed(bits, size))
            case .integer, .text, .other: floats[index] = Float(bits)
            }
        }
    }

    /// The integer in the bytes, or nil if it is not an integer.
    func integer(_ bytes: [UInt8]) -> Int? {
        guard case .integer(let size, let isSigned, _) = self, bytes.count == size else {
            return nil
        }
        let bits = bytes.withUnsafeBytes { word($0, at: 0, size) }
        return isSigned ? signed(bits, size) : Int(clamping: bits)
    }

    private var isBigEndian: Bool {
        switch self {
        case .integer(_, _, let isBig), .float(_, let isBig): isBig
        case .text, .other: false
        }
    }

    @inline(__always)
    private func word(_ bytes: UnsafeRawBufferPointer, at start: Int, _ size: Int) -> UInt64 {
        var bits: UInt64 = 0
        for byte in 0..<size {
            let place = isBigEndian ? start + byte : start + size - 1 - byte
            bits = bits << 8 | UInt64(bytes[place])
        }
        return bits
    }

    private func signed(_ bits: UInt64, _ size: Int) -> Int {
        let unused = UInt64(64 - 8 * size)
        return Int(Int64(bitPattern: bits << unused) >> Int64(unused))
    }
}

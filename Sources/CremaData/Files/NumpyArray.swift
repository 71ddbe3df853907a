import CremaProto

/// An array of numbers as NumPy saves it in a `.npy` file, brought to `Float`.
public struct NumpyArray: Sendable, Equatable {
    /// The extents, the outermost first.
    public let shape: [Int]
    /// The numbers in C order.
    public let values: [Float]

    /// An array of numbers that fit its shape.
    public init(shape: [Int], values: [Float]) {
        precondition(elementCount(shape) == values.count, "values fit the shape")
        self.shape = shape
        self.values = values
    }

    /// Reads a `.npy` file of real numbers in C order.
    ///
    /// Throws `DataError` where it is missing, is none, is cut short, or holds something else.
    public init(path: String) throws(DataError) {
        let bytes = try FileBytes.read(path: path)
        guard let header = Header(bytes) else {
            try FileBytes.checkKind(bytes, path: path)
            throw .invalidFile(path: path, reason: "not an array as NumPy saves it (.npy)")
        }
        guard let type = Element(rawValue: header.type), !header.isFortranOrder else {
            let order = header.isFortranOrder ? "Fortran's order" : "\"\(header.type)\""
            throw .invalidFile(
                path: path,
                reason: "its numbers are in \(order); save it with numpy.save(file, array.astype"
                    + "(numpy.float32, order=\"C\"))"
            )
        }
        guard let count = elementCount(header.shape), count <= bytes.count / type.size,
            header.end + count * type.size == bytes.count
        else {
            throw .invalidFile(
                path: path,
                reason: "\(bytes.count - header.end) bytes of numbers do not make an array of the "
                    + "shape \(header.shape)"
            )
        }
        if let shortage = AvailableMemory.shortage(of: 4 * count) {
            throw .invalidFile(path: path, reason: "to read it \(shortage)")
        }
        shape = header.shape
        values = bytes.withUnsafeBytes { bytes in
            (0..<count).map { type.value(bytes, at: header.end + $0 * type.size) }
        }
    }

    /// The bytes of a `.npy` file of `float32`.
    public var bytes: [UInt8] {
        let extents = shape.map { "\($0)," }.joined(separator: " ")
        let shapeText = shape.count == 1 ? "(\(extents))" : "(\(extents.dropLast()))"
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shapeText), }"
        // Numbers begin at a multiple of 64 bytes, behind 10 bytes of magic, version and length.
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        let length = UInt16(header.utf8.count).littleEndian
        return Header.magic + [1, 0] + withUnsafeBytes(of: length) { Array($0) }
            + Array(header.utf8)
            + values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
    }

    /// The types of numbers that are read, by NumPy's words.
    private enum Element: String {
        case float32 = "<f4"
        case float64 = "<f8"
        case uint8 = "|u1"
        case int32 = "<i4"
        case int64 = "<i8"

        var size: Int {
            switch self {
            case .uint8: 1
            case .float32, .int32: 4
            case .float64, .int64: 8
            }
        }

        func value(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
            switch self {
            case .uint8: Float(bytes[offset])
            case .float32: bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)
            case .int32: Float(bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
            case .float64: Float(bytes.loadUnaligned(fromByteOffset: offset, as: Double.self))
            case .int64: Float(bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
            }
        }
    }

    /// What precedes the numbers.
    private struct Header {
        static let magic = [0x93] + Array("NUMPY".utf8)

        let type: String
        let isFortranOrder: Bool
        let shape: [Int]
        /// Where the numbers begin.
        let end: Int

        /// nil where the bytes do not begin with a header.
        init?(_ bytes: [UInt8]) {
            guard bytes.count >= 12, bytes.starts(with: Self.magic) else { return nil }
            let lengthSize = bytes[6] == 1 ? 2 : 4
            let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
            let start = 8 + lengthSize
            guard length <= bytes.count - start else { return nil }
            end = start + length
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            guard let type = text.firstMatch(of: /'descr': '([^']*)'/),
                let order = text.firstMatch(of: /'fortran_order': (True|False)/),
                let shape = text.firstMatch(of: /'shape': \(([0-9, ]*)\)/)
            else { return nil }
            self.type = String(type.1)
            isFortranOrder = order.1 == "True"
            let extents = shape.1.split { $0 == "," || $0 == " " }
            self.shape = extents.compactMap { Int($0) }
            guard self.shape.count == extents.count else { return nil }
        }
    }
}

import CremaData
import TestSupport
import Testing

@Suite struct NumpyArrayTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file of version 1, its header not padded.
    private func file(_ type: String, _ shape: String, _ numbers: [UInt8], order: String = "False")
        throws -> String
    {
        let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n"
        let length = [UInt8(header.utf8.count), 0]
        let start = [0x93] + Array("NUMPY".utf8) + [1, 0] + length
        return try folder.write("array.npy", start + Array(header.utf8) + numbers)
    }

    private func little(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    }

    @Test func `reads each type of numbers`() throws {
        let files: [(String, [UInt8])] = [
            ("<f4", little([Float(1).bitPattern, Float(-2.5).bitPattern])),
            ("<f8", little([Double(1).bitPattern, Double(-2.5).bitPattern])),
            ("<i4", little([Int32(1), -2])), ("<i8", little([Int64(1), -2])), ("|u1", [1, 254]),
        ]
        let second: [Float] = [-2.5, -2.5, -2, -2, 254]
        for ((type, numbers), second) in zip(files, second) {
            let array = try NumpyArray(path: file(type, "(2, 1)", numbers))
            #expect(array == NumpyArray(shape: [2, 1], values: [1, second]), "\(type)")
        }
    }

    @Test func `an array survives a trip through its bytes`() throws {
        for shape in [[], [3], [2, 0], [2, 3, 4]] {
            let count = shape.reduce(1, *)
            let array = NumpyArray(shape: shape, values: (0..<count).map { Float($0) / 7 })
            let path = try folder.write("again.npy", array.bytes)
            #expect(try NumpyArray(path: path) == array)
        }
    }

    @Test func `reports what is wrong with a file`() throws {
        let complex = try file("<c8", "(1,)", [0, 0, 0, 0, 0, 0, 0, 0])
        expect(complex, "its numbers are in \"<c8\"")
        expect(
            try file("<f4", "(2, 2)", [0, 0, 0, 0]),
            "4 bytes of numbers do not make an array of the shape [2, 2]"
        )
        expect(
            try file("<f4", "(1,)", [0, 0, 0, 0], order: "True"),
            "its numbers are in Fortran's order"
        )
        expect(try folder.write("text", Array("Dear reader".utf8)), "not an array")
    }

    private func expect(_ path: String, _ sentence: String) {
        let error = #expect(throws: DataError.self) { try NumpyArray(path: path) }
        #expect(error?.description.contains("\(path): \(sentence)") == true)
    }

    @Test func `a shape larger than any memory is refused`() throws {
        let path = try file("<f4", "(4611686018427387904, 4611686018427387904)", [0, 0, 0, 0])
        #expect(throws: DataError.self) { try NumpyArray(path: path) }
    }
}

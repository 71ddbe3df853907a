import CremaData
import CremaEngine
import CremaProto
import Fuzzing
import SwiftProtobuf
import TestSupport
import Testing

@Suite struct FuzzTests {
    @Test(arguments: FileFormats.all.map { $0.name })
    func `reads a damaged file or refuses it in words`(name: String) throws {
        let format = try #require(FileFormats.all.first { $0.name == name })
        let counts = try Fuzzer(format, seed: 20).run(0..<3000)
        #expect(counts.read > 0, "every input was damaged beyond use: the readers saw nothing")
        #expect(counts.refused > 0)
    }

    @Test(arguments: FileFormats.all.map { $0.name })
    func `reads the good files that damage starts from`(name: String) throws {
        let format = try #require(FileFormats.all.first { $0.name == name }).init()
        let folder = try TemporaryFolder()
        for sample in format.samples {
            try format.read(folder.write("sample", sample))
        }
    }

    @Test func `makes the same input from the same seed`() throws {
        let format = try #require(FileFormats.all.first)
        let first = try Fuzzer(format, seed: 4)
        let again = try Fuzzer(format, seed: 4)
        #expect(first.input(17) == again.input(17))
        #expect(first.input(17) != first.input(18))
        #expect(try first.input(17) != Fuzzer(format, seed: 5).input(17))
    }

    @Test(arguments: [
        "layer { ", "layers { layer { ", "[", "convolution_param <", "name: \"",
        "layer { name: \"a\" ",
    ])
    func `refuses a text with 100,000 open blocks at the first unexpected one`(
        opening: String
    ) {
        let text = String(repeating: opening, count: 100_000)
        #expect(throws: PrototxtError.self) {
            try NetParameter.read(text: text, file: "deep.prototxt")
        }
        #expect(throws: PrototxtError.self) {
            try SolverParameter.read(text: "net_param { " + text, file: "deep.prototxt")
        }
    }

    @Test(arguments: FileFormats.all.map { $0.name })
    func `refuses or skips binary groups that nest 100,000 deep and never close`(name: String)
        throws
    {
        let format = try #require(FileFormats.all.first { $0.name == name }).init()
        let folder = try TemporaryFolder()
        // A group of an unknown field, and the field number of `layers` in a net.
        for opening: [UInt8] in [[0xFB, 0x7F], [0x12, 0xFF, 0xFF, 0x7F]] {
            let bytes = Array(Array(repeating: opening, count: 100_000).joined())
            #expect(throws: (any Error).self) { try format.read(folder.write("deep", bytes)) }
        }
    }

    @Test func `refuses a blob that claims 2^60 elements without allocating them`() throws {
        let folder = try TemporaryFolder()
        let claims: [[UInt8]] = [
            // shape { dim: 2^60 }, with no values.
            [0x3A, 0x0B, 0x0A, 0x09, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10],
            // Packed `data` of 2^60 bytes, of which two follow.
            [0x2A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0x00, 0x00],
        ]
        let before = Watchdog.peakMemory
        for bytes in claims {
            let path = try folder.write("claim", bytes)
            #expect(throws: DataError.self) { try MeanImage(path: path) }
            var layer = LayerParameter()
            layer.name = "conv"
            let net: [UInt8] = try layer.serializedBytes()
            let blob: [UInt8] = [0x3A, UInt8(bytes.count)] + bytes
            let file = [0xA2, 0x06, UInt8(net.count + blob.count)] + net + blob
            let weights = try folder.write("claim.caffemodel", file)
            let format = try #require(FileFormats.all.first { $0.name == "caffemodel" }).init()
            #expect(throws: (any Error).self) { try format.read(weights) }
        }
        #expect(Watchdog.peakMemory - before < 256 << 20)
    }
}

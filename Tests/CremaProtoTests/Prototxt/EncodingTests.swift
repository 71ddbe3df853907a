import Testing

@testable import CremaProto

/// Prototxt in other encodings than UTF-8, which C++ reads as bytes.
struct EncodingTests {
    private static let gbk: [UInt8] = [0xCD, 0xF8, 0xC2, 0xE7]

    private func read(_ bytes: [UInt8]) throws -> Prototxt<NetParameter> {
        try NetParameter.parse(bytes, file: "net.prototxt")
    }

    @Test func `comments may have any bytes`() throws {
        let text =
            Array("# ".utf8) + Self.gbk + Array("\nname: \"a\" # Gr".utf8) + [0xF6, 0xDF, 10]
        #expect(try read(text).message.name == "a")
    }

    @Test func `a name keeps its bytes, raw or escaped, and is written escaped`() throws {
        let raw = try read(Array("name: \"".utf8) + Self.gbk + Array("\"".utf8))
        #expect(raw.message.name.rawBytes == Self.gbk)
        #expect(raw.message.prototxt() == "name: \"\\315\\370\\302\\347\"\n")
        let escaped = try read(Array(raw.message.prototxt().utf8))
        #expect(escaped.message.name.rawBytes == Self.gbk)
        #expect(
            try read(Array(#"name: "\xcd" "\xf8""#.utf8)).message.name.rawBytes == [0xCD, 0xF8]
        )
        #expect(try read(Array(#"name: "网络 \303\266""#.utf8)).message.name == "网络 ö")
    }

    @Test func `the text keeps its bytes`() throws {
        let bytes = Array("name: \"".utf8) + Self.gbk + Array("\" # ".utf8) + [0xF6]
        #expect(try read(bytes).text.rawBytes == bytes)
    }

    @Test func `layers of such names are found, and errors count characters`() throws {
        let text =
            Array("layer { name: \"".utf8) + Self.gbk + Array("\" type: \"ReLU\" tpo: \"x\" }".utf8)
        let error = #expect(throws: PrototxtError.self) { try read(text) }
        #expect(
            error?.description.shown.hasPrefix("net.prototxt:1:35: layer \"\\xcd\\xf8\\xc2\\xe7\":")
                == true
        )
        let good = Array("layer { name: \"".utf8) + Self.gbk + Array("\" type: \"ReLU\" }".utf8)
        #expect(try read(good).place(ofLayer: 0)?.start == 0)
    }

    @Test func `bytes that are not UTF-8 are shown by their values`() {
        let error = #expect(throws: PrototxtError.self) {
            try read(Array("layer { type: ".utf8) + [0xCD, 0xF8] + Array(" }".utf8))
        }
        #expect(error?.what.contains("\\xcd") == true)
        #expect(error?.what.contains("\u{FFFD}") == false)
    }

    @Test func `bytes fields take bytes`() throws {
        let blob = try BlobProto.parse(
            Array("raw_data_type: FLOAT16 raw_data: \"".utf8) + [0x00 + 0x20, 0xBC]
                + Array("\"".utf8),
            file: "blob"
        )
        #expect(Array(blob.message.rawData) == [0x20, 0xBC])
    }

    @Test func `UTF-16 is reported as such`() {
        let text: [UInt8] = [0xFF, 0xFE] + "name: \"a\"".utf8.flatMap { [$0, 0] }
        let error = #expect(throws: PrototxtError.self) { try read(text) }
        #expect(error?.what.hasPrefix("is text in UTF-16") == true)
    }
}

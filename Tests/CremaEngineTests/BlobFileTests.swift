import CremaProto
import Testing

@testable import CremaEngine

/// Blobs in files, those with the four fields of a shape that came before `shape` too.
struct BlobFileTests {
    private func load(_ text: String, into shape: Shape) throws -> Blob {
        let net = try NetParameter.read(text: "layer { blobs { \(text) } }", file: "weights")
        let blob = Blob(shape: shape)
        try blob.load(net.message.layer[0].blobs[0])
        return blob
    }

    @Test(
        arguments: [
            ("num: 1 channels: 1 height: 2 width: 3", [2, 3]),
            ("num: 1 channels: 1 height: 1 width: 6", [6]),
            ("num: 1 channels: 1 height: 1 width: 6", [1, 6]),
            ("num: 1 channels: 2 height: 1 width: 3", [2, 1, 3]),
            ("num: 6 channels: 1 height: 1 width: 1", [6, 1, 1, 1]),
            ("shape { dim: 2 dim: 3 }", [2, 3]),
        ] as [(String, Shape)]
    )
    func `an old shape is aligned at its right`(_ text: String, _ shape: Shape) throws {
        let blob = try load(text + " data: [1, 2, 3, 4, 5, 6]", into: shape)
        #expect(Array(blob.data.read()) == [1, 2, 3, 4, 5, 6])
    }

    @Test(
        arguments: [
            ("num: 2 channels: 3 height: 1 width: 1", [2, 3]),
            ("num: 1 channels: 1 height: 3 width: 2", [2, 3]),
            ("shape { dim: 1 dim: 2 dim: 3 }", [2, 3]), ("shape { dim: 6 }", [2, 3]),
            ("num: 1 channels: 1 height: 1 width: 6", [1, 1, 1, 1, 6]),
        ] as [(String, Shape)]
    )
    func `another shape of the same count is refused`(_ text: String, _ shape: Shape) {
        #expect(throws: EngineError.self) {
            try load(text + " data: [1, 2, 3, 4, 5, 6]", into: shape)
        }
    }

    @Test func `doubles count before single values`() throws {
        let blob = try load(
            "shape { dim: 2 } data: [1, 2] double_data: [3, 4.5] diff: [5, 6] double_diff: [7, 8]",
            into: [2]
        )
        #expect(Array(blob.data.read()) == [3, 4.5])
        #expect(Array(blob.diff.read()) == [7, 8])
    }

    @Test func `too few values are refused`() {
        #expect(
            message { _ = try load("shape { dim: 3 } data: [1, 2]", into: [3]) }
                == "the file has 2 values for the 3 of shape 3 (3)"
        )
    }
}

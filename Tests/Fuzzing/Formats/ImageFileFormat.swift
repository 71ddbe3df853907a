import CremaData

/// An image file of any kind, decoded in every way.
struct ImageFileFormat: FileFormat {
    static let name = "image"
    let samples: [[UInt8]]
    let pieces: [[UInt8]] = [
        [0xFF, 0xD8, 0xFF], [0xFF, 0xEE, 0, 14] + Array("Adobe".utf8), [0xFF, 0xC0], [0xFF, 0xDA],
        Array("IHDR".utf8), Array("gAMA".utf8), Array("tRNS".utf8), Array("PLTE".utf8),
        Array("RIFF".utf8), Array("VP8X".utf8), [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF],
        Array(" 99999999 ".utf8),
    ]

    init() throws {
        let folder = Folder.parent(of: #filePath) + "/../../CremaDataTests/Fixtures/opencv"
        samples = try Folder.names(in: folder)
            .filter { !$0.hasSuffix(".py") && !$0.hasSuffix(".txt") }
            .map { try FileBytes.read(path: "\(folder)/\($0)") }
    }

    func read(_ path: String) throws {
        _ = try? Image(path: path, .native, style: .digits)
        _ = try? Image(path: path, .native, style: .caffe)
        _ = try? Image(path: path, .gray, style: .caffe)
        _ = try Image(path: path, .color, style: .caffe)
    }
}

import CremaData

/// A list of image files and their labels.
struct ImageListFormat: FileFormat {
    static let name = "list"
    let samples = [
        Array("a/one.jpg 3\nb two.png 0\n".utf8),
        Array("\u{FEFF}a\t1 \r\n\u{4F60}.png  2\r\n\r\n".utf8),
    ]
    let pieces: [[UInt8]] = [
        [0x20], [0x09], [0x0D, 0x0A], [0xFF, 0xFE], [0], Array(" 2147483648".utf8),
        Array(" nan".utf8),
        Array(" -0.0".utf8), Array(" 1e9".utf8),
    ]

    func read(_ path: String) throws {
        let root = ListRoot("/tmp")
        for image in try ImageList.read(path) { _ = root.path(of: image.name).description }
    }
}

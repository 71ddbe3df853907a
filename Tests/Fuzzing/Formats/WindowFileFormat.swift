import CremaData

/// The file of a WindowData layer.
struct WindowFileFormat: FileFormat {
    static let name = "windows"
    let samples = [
        Array("# 0\na/one.jpg\n3\n20\n30\n2\n1 0.75 1 2 13 14\n0 0.1 -3 0 29 19\n".utf8),
        Array("# 0 a 1 8 8 0\n# 1\nb\n1\n4\n4\n1\n7 1e-3 0 0 3 3\n".utf8),
    ]
    let pieces: [[UInt8]] = [
        Array("#".utf8), Array("\n2000000000\n".utf8), Array(" -1 ".utf8), Array("nan".utf8),
        Array("9223372036854775808".utf8), [0],
    ]

    func read(_ path: String) throws {
        _ = try WindowFile(path: path)
    }
}

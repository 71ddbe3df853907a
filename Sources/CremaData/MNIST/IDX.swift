/// A file of the MNIST database: an array of bytes with its extents, packed by gzip or not.
public struct IDX: Sendable {
    /// The extents, outermost first: `[60000, 28, 28]` for images, `[60000]` for labels.
    public let shape: [Int]
    /// The elements.
    public let bytes: [UInt8]

    /// Reads a file of the given number of extents (3 for images, 1 for labels); throws where it is
    /// damaged, of another kind, or not as long as its header claims.
    public init(path: String, rank: Int) throws(DataError) {
        var file = try FileBytes.read(path: path)
        if Gzip.isPacked(file) {
            guard let unpacked = Gzip.unpack(file) else {
                throw .invalidFile(path: path, reason: "the gzip file is damaged or cut short")
            }
            file = unpacked
        }
        try FileBytes.checkKind(file, path: path)
        func word(_ index: Int) -> Int {
            file[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        let header = 4 * (rank + 1)
        let unsignedBytes = 0x0800
        guard file.count >= header, word(0) == unsignedBytes | rank else {
            throw .invalidFile(
                path: path,
                reason: "not an IDX file of \(rank == 1 ? "labels" : "images"): it must begin with "
                    + "00 00 08 0\(rank)"
            )
        }
        shape = (1...rank).map(word)
        guard let count = elementCount(shape), count > 0, file.count - header == count else {
            let size = shape.map(String.init).joined(separator: " x ")
            throw .invalidFile(
                path: path,
                reason: "its header has the size \(size), but \(file.count - header) bytes follow"
            )
        }
        bytes = Array(file[header...])
    }
}

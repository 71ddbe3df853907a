import CremaProto

/// An HDF5 file in the making, in memory until it is saved.
///
/// A path such as `data/ip1/0` makes the groups that it leads through. The same calls give the same
/// bytes: no times are kept.
public final class HDF5Writer {
    private enum Entry {
        case group(Folder)
        case dataset(header: Int)
    }

    /// A group and what is in it so far.
    private final class Folder {
        var entries: [String: Entry] = [:]
    }

    private let path: String
    private let root = Folder()
    private var builder = HDF5Builder(at: 0)

    /// An empty file that is to be saved at a path.
    public init(path: String) {
        self.path = path
        builder.addRoomForBeginning()
    }

    /// Makes a group, with those it is in; nothing happens where it is there.
    ///
    /// Throws where a name on the way is a dataset's.
    public func makeGroup(_ path: String) throws(DataError) {
        _ = try group(path.split(separator: "/"))
    }

    private func group(_ names: [Substring]) throws(DataError) -> Folder {
        var folder = root
        for name in names {
            switch folder.entries[String(name)] {
            case .group(let inner): folder = inner
            case .dataset: throw taken(name)
            case nil:
                let inner = Folder()
                folder.entries[String(name)] = .group(inner)
                folder = inner
            }
        }
        return folder
    }

    private func taken(_ name: Substring) -> DataError {
        .invalidFile(path: path, reason: "\"\(name)\" is there already, as something else")
    }

    /// Adds a dataset of 32-bit floats.
    ///
    /// One that is packed is stored in chunks of rows, each compressed by gzip's method.
    ///
    /// Throws where there is something of that path.
    public func add(
        _ path: String,
        _ values: UnsafeBufferPointer<Float>,
        extents: [Int],
        isPacked: Bool = false
    ) throws(DataError) {
        precondition(values.count == extents.reduce(1, *), "as many numbers as the extents say")
        try add(path) { builder in
            guard isPacked, !values.isEmpty else {
                let bytes = UnsafeRawBufferPointer(values)
                return builder.addDataset(.float32, extents: extents, bytes)
            }
            return Self.addPacked(values, extents: extents, to: &builder)
        }
    }

    /// Adds chunks of about a mebibyte, and what leads to them.
    private static func addPacked(
        _ values: UnsafeBufferPointer<Float>,
        extents: [Int],
        to builder: inout HDF5Builder
    ) -> Int {
        let rowSize = values.count / extents[0]
        let rowCount = min(extents[0], max(1, (1 << 20) / (rowSize * MemoryLayout<Float>.size)))
        var chunks: [HDF5Builder.Chunk] = []
        for row in stride(from: 0, to: extents[0], by: rowCount) {
            let end = min(row + rowCount, extents[0])
            // Every chunk is whole; rows that are not there are zeros.
            let missing = [Float](repeating: 0, count: (row + rowCount - end) * rowSize)
            let numbers = Array(values[row * rowSize..<end * rowSize]) + missing
            let packed = numbers.withUnsafeBytes { Zlib.pack($0) }
            let address = builder.add(packed)
            chunks.append(.init(row: row, address: address, length: packed.count))
        }
        return builder.addDataset(
            .float32,
            extents: extents,
            chunk: [rowCount] + extents.dropFirst(),
            packed: chunks
        )
    }

    /// Adds a dataset of one 32-bit integer, on one axis as Caffe has it.
    public func add(_ path: String, _ value: Int32) throws(DataError) {
        try add(path) { builder in
            withUnsafeBytes(of: value) { builder.addDataset(.int32, extents: [1], $0) }
        }
    }

    /// Adds a text as a scalar of a fixed length, ended by a zero.
    public func add(_ path: String, _ text: String) throws(DataError) {
        let bytes = text.rawBytes + [0]
        try add(path) { builder in
            bytes.withUnsafeBytes {
                builder.addDataset(.text(size: bytes.count), extents: [], $0)
            }
        }
    }

    private func add(
        _ path: String,
        _ dataset: (inout HDF5Builder) -> Int
    ) throws(DataError) {
        let names = path.split(separator: "/")
        guard let name = names.last else { throw taken("") }
        let folder = try group(names.dropLast())
        guard folder.entries[String(name)] == nil else { throw taken(name) }
        folder.entries[String(name)] = .dataset(header: dataset(&builder))
    }

    /// Writes the file in full under its path, or leaves what was there before.
    public func save() throws(DataError) {
        builder.begin(with: Self.add(root, to: &builder))
        try AtomicFile.write(path: path, builder.bytes)
    }

    private static func add(_ folder: Folder, to builder: inout HDF5Builder) -> HDF5Builder.Group {
        var entries: [(name: String, header: Int)] = []
        // In the order of their names, so that the bytes are the same each time.
        for (name, entry) in folder.entries.sorted(by: { $0.key < $1.key }) {
            switch entry {
            case .dataset(let header): entries.append((name, header))
            case .group(let inner): entries.append((name, add(inner, to: &builder).header))
            }
        }
        return builder.addGroup(entries)
    }
}

import CremaProto

/// Lays out the parts of an HDF5 file one after the other, in the form that all its versions read.
///
/// The parts refer to each other by address, so a part is built after those that it leads to.
struct HDF5Builder {
    /// The numbers that datasets are made of.
    enum Number {
        case float32, int32
        case text(size: Int)

        var size: Int {
            switch self {
            case .float32, .int32: 4
            case .text(let size): size
            }
        }

        /// The type as in a message: kind, bits and size, then where the bits of a number are.
        fileprivate var message: [UInt8] {
            let size = HDF5Builder.integer(size, 4)
            return switch self {
            case .float32: [0x11, 0x20, 31, 0] + size + [0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
            case .int32: [0x10, 0x08, 0, 0] + size + [0, 0, 32, 0]
            case .text: [0x13, 0, 0, 0] + size
            }
        }
    }

    /// A piece of a dataset: its first row, and where its bytes are.
    struct Chunk {
        let row: Int
        let address: Int
        let length: Int
    }

    /// Where a group's names are: in a tree and a heap.
    struct Group {
        let header: Int
        fileprivate let tree: Int
        fileprivate let heap: Int
    }

    /// The value of a missing address.
    private static let nowhere = [UInt8](repeating: 0xFF, count: 8)
    /// The length of what a file begins with.
    static let superblockLength = 96
    /// How many children a node has at most, and how many names a leaf of a group's tree.
    private static let groupFanOut = 32, chunkFanOut = 64, leafNames = 8

    private(set) var bytes: [UInt8] = []
    private let start: Int

    /// A builder whose first byte will be at an address, a multiple of 8.
    init(at start: Int) { self.start = start }

    /// The address of what is added next.
    var end: Int { start + bytes.count }

    /// Adds bytes; the result is their address.
    @discardableResult
    mutating func add(_ new: some Sequence<UInt8>) -> Int {
        let address = end
        bytes.append(contentsOf: new)
        bytes.append(contentsOf: repeatElement(0, count: (8 - bytes.count % 8) % 8))
        return address
    }

    static func integer(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func address(_ address: Int?) -> [UInt8] {
        address.map { integer($0, 8) } ?? nowhere
    }

    // MARK: Headers

    /// Adds the header of an object: messages by their kinds.
    private mutating func addHeader(_ messages: [(kind: HDF5Object.Kind, bytes: [UInt8])]) -> Int {
        var block: [UInt8] = []
        for (kind, bytes) in messages {
            let padded = bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
            block += Self.integer(kind.rawValue, 2) + Self.integer(padded.count, 2)
            block += [0, 0, 0, 0] + padded
        }
        let head = [1, 0] + Self.integer(messages.count, 2) + Self.integer(1, 4)
        return add(head + Self.integer(block.count, 4) + [0, 0, 0, 0] + block)
    }

    /// Adds a dataset that lies in one piece; the result is its header's address.
    mutating func addDataset(
        _ number: Number,
        extents: [Int],
        _ values: UnsafeRawBufferPointer
    ) -> Int {
        let address = values.isEmpty ? nil : add(values)
        let layout = [3, 1] + Self.address(address) + Self.integer(values.count, 8)
        return addDataset(number, extents: extents, rowsGrow: false, layout: layout)
    }

    /// Adds a dataset in chunks that are there already, each at a first row; its
    /// rows may become more.
    mutating func addDataset(
        _ number: Number,
        extents: [Int],
        chunk: [Int],
        at chunks: [(row: Int, address: Int)]
    ) -> Int {
        let length = chunk.reduce(number.size, *)
        let chunks = chunks.map { Chunk(row: $0.row, address: $0.address, length: length) }
        let layout = addLayout(number, chunk: chunk, chunks)
        return addDataset(number, extents: extents, rowsGrow: true, layout: layout)
    }

    /// Adds a dataset in chunks that are there already, compressed by gzip's method.
    mutating func addDataset(
        _ number: Number,
        extents: [Int],
        chunk: [Int],
        packed chunks: [Chunk]
    ) -> Int {
        let layout = addLayout(number, chunk: chunk, chunks)
        let (optional, level) = (1, 4)
        var filters: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 0]
        for part in [HDF5Layout.Filter.deflate.rawValue, 0, optional, 1] {
            filters += Self.integer(part, 2)
        }
        filters += Self.integer(level, 4) + [0, 0, 0, 0]
        return addDataset(
            number,
            extents: extents,
            rowsGrow: true,
            layout: layout,
            filters: filters
        )
    }

    /// Adds the tree that leads to chunks; the result is the message that leads to it.
    private mutating func addLayout(
        _ number: Number,
        chunk: [Int],
        _ chunks: [Chunk]
    ) -> [UInt8] {
        let others = [UInt8](repeating: 0, count: 8 * chunk.count)
        let last = (chunks.last?.row ?? 0) + chunk[0]
        let key = { (length: Int, row: Int) -> [UInt8] in
            Self.integer(length, 4) + [0, 0, 0, 0] + Self.integer(row, 8) + others
        }
        let keys = chunks.map { key($0.length, $0.row) } + [key(0, last)]
        let tree = addTree(
            .chunks,
            keys: keys,
            children: chunks.map(\.address),
            fanOut: Self.chunkFanOut
        )
        let dims = (chunk + [number.size]).flatMap { Self.integer($0, 4) }
        return [3, 2, UInt8(chunk.count + 1)] + Self.address(tree) + dims
    }

    private mutating func addDataset(
        _ number: Number,
        extents: [Int],
        rowsGrow: Bool,
        layout: [UInt8],
        filters: [UInt8]? = nil
    ) -> Int {
        let sizes = extents.map { Self.integer($0, 8) }
        var space: [UInt8] = [1, UInt8(extents.count), rowsGrow ? 1 : 0, 0, 0, 0, 0, 0]
        space += sizes.joined()
        // The most that the extents may become: any number of rows.
        if rowsGrow { space += Self.nowhere + sizes.dropFirst().joined() }
        // Room is taken when it is needed, and what was never written is 0.
        let fill: [UInt8] = [2, rowsGrow ? 3 : 2, 2, 1, 0, 0, 0, 0]
        let messages: [(kind: HDF5Object.Kind, bytes: [UInt8])] = [
            (.dataspace, space), (.datatype, number.message), (.fillValue, fill), (.layout, layout),
        ]
        return addHeader(messages + (filters.map { [(.filters, $0)] } ?? []))
    }

    // MARK: Groups

    /// Adds a group of names and the headers that they point to.
    mutating func addGroup(_ entries: [(name: String, header: Int)]) -> Group {
        let entries = entries.sorted {
            $0.name.rawBytes.lexicographicallyPrecedes($1.name.rawBytes)
        }
        // The heap begins with the empty name, which comes before all others.
        var names = [UInt8](repeating: 0, count: 8)
        var offsets: [Int] = []
        for (name, _) in entries {
            offsets.append(names.count)
            names += name.rawBytes
            names += [UInt8](repeating: 0, count: 8 - names.count % 8)
        }
        var keys = [Self.integer(0, 8)]
        var leaves: [Int] = []
        for first in stride(from: 0, to: entries.count, by: Self.leafNames) {
            let range = first..<min(first + Self.leafNames, entries.count)
            leaves.append(addLeaf(range.map { (offsets[$0], entries[$0].header) }))
            keys.append(Self.integer(offsets[range.upperBound - 1], 8))
        }
        let tree = addTree(.group, keys: keys, children: leaves, fanOut: Self.groupFanOut)
        let namesAddress = add(names)
        let noFreeRoom = 1
        let heap = add(
            Array("HEAP".utf8) + [0, 0, 0, 0] + Self.integer(names.count, 8)
                + Self.integer(noFreeRoom, 8) + Self.integer(namesAddress, 8)
        )
        let header = addHeader([(.symbolTable, Self.integer(tree, 8) + Self.integer(heap, 8))])
        return Group(header: header, tree: tree, heap: heap)
    }

    private mutating func addLeaf(_ entries: [(offset: Int, header: Int)]) -> Int {
        var leaf = Array("SNOD".utf8) + [1, 0] + Self.integer(entries.count, 2)
        for (offset, header) in entries {
            leaf += Self.integer(offset, 8) + Self.integer(header, 8)
            leaf += [UInt8](repeating: 0, count: 24)
        }
        leaf += [UInt8](repeating: 0, count: 40 * (Self.leafNames - entries.count))
        return add(leaf)
    }

    // MARK: Trees

    /// Adds a tree over children with a key before each and one behind the last;
    /// the result is its root.
    private mutating func addTree(
        _ kind: HDF5Tree.Kind,
        keys: [[UInt8]],
        children: [Int],
        fanOut: Int
    ) -> Int {
        var (keys, children, level) = (keys, children, 0)
        while true {
            let count = max(1, (children.count + fanOut - 1) / fanOut)
            let length = 24 + fanOut * 8 + (fanOut + 1) * keys[0].count
            let base = end
            var nextKeys: [[UInt8]] = []
            for number in 0..<count {
                let range = number * fanOut..<min((number + 1) * fanOut, children.count)
                var node = Array("TREE".utf8) + [UInt8(kind.rawValue), UInt8(level)]
                node += Self.integer(range.count, 2)
                node += Self.address(number == 0 ? nil : base + (number - 1) * length)
                node += Self.address(number == count - 1 ? nil : base + (number + 1) * length)
                for child in range { node += keys[child] + Self.integer(children[child], 8) }
                node += keys[range.upperBound]
                add(node + [UInt8](repeating: 0, count: length - node.count))
                nextKeys.append(keys[range.lowerBound])
            }
            nextKeys.append(keys[children.count])
            if count == 1 { return base }
            (keys, children, level) = (nextKeys, (0..<count).map { base + $0 * length }, level + 1)
        }
    }

    /// Leaves room for what a file begins with.
    mutating func addRoomForBeginning() { add([UInt8](repeating: 0, count: Self.superblockLength)) }

    /// Fills that room, once everything else is there.
    mutating func begin(with root: Group) {
        bytes.replaceSubrange(..<Self.superblockLength, with: Self.superblock(root: root, end: end))
    }

    /// What a file begins with: where it ends, and its outermost group.
    static func superblock(root: Group, end: Int) -> [UInt8] {
        var bytes = HDF5Bytes.signature + [0, 0, 0, 0, 0, 8, 8, 0]
        bytes += integer(leafNames / 2, 2) + integer(groupFanOut / 2, 2) + integer(0, 4)
        // The file begins at 0, keeps no list of free room, ends there, and has one driver.
        bytes += integer(0, 8) + nowhere + integer(end, 8) + nowhere
        let isCached = 1
        bytes += integer(0, 8) + integer(root.header, 8) + integer(isCached, 4) + integer(0, 4)
        return bytes + integer(root.tree, 8) + integer(root.heap, 8)
    }
}

import CremaProto

/// The names in a group, and where their objects are.
struct HDF5Links {
    /// A name; it has no address if it points to something in another place or file.
    struct Link {
        let name: String
        let address: Int?
    }

    private(set) var links: [Link] = []
    private let file: HDF5Bytes
    private let limit: Int

    /// Reads the names in a group, in their order.
    ///
    /// Throws where there are more than the limit.
    init(_ file: HDF5Bytes, of group: HDF5Object, limit: Int) throws(HDF5Damage) {
        self.file = file
        self.limit = limit
        if var table = group.message(.symbolTable) {
            guard let tree = try table.address(), let heap = try table.address() else { return }
            let names = try heapBytes(at: heap)
            let nodes = HDF5Tree(file, kind: .group, keyLength: 8)
            for leaf in try nodes.leaves(at: tree) { try takeNode(at: leaf.address, names) }
        }
        if var info = group.message(.linkInfo) {
            try info.skip(1)
            try info.skip(try info.integer(1) & 1 == 0 ? 0 : 8)
            guard try info.address() == nil else {
                throw HDF5Damage(
                    "its names are stored as in newer versions of HDF5, which is not supported; "
                        + "save the file with libver=\"earliest\""
                )
            }
        }
        for (kind, bytes) in group.messages where kind == .link {
            try takeMessage(HDF5Cursor(bytes))
        }
        links.sort { $0.name.rawBytes.lexicographicallyPrecedes($1.name.rawBytes) }
    }

    private mutating func take(_ name: [UInt8], _ address: Int?) throws(HDF5Damage) {
        guard links.count < limit else { throw HDF5Damage("the file has too many names") }
        links.append(Link(name: String(raw: name), address: address))
    }

    // MARK: Groups of the first form: names in a heap, entries in a tree

    private func heapBytes(at address: Int) throws(HDF5Damage) -> [UInt8] {
        var cursor = try file.read(32, at: address)
        try cursor.expect("HEAP")
        try cursor.skip(4)
        let count = try cursor.integer(8)
        try cursor.skip(8)
        guard let start = try cursor.address() else { return [] }
        var names = try file.read(count, at: start)
        return try names.bytes(count)
    }

    private mutating func takeNode(at address: Int, _ names: [UInt8]) throws(HDF5Damage) {
        var cursor = try file.read(8, at: address)
        try cursor.expect("SNOD")
        try cursor.skip(2)
        let count = try cursor.integer(2)
        cursor = try file.read(count * 40, at: address + 8)
        for _ in 0..<count {
            let offset = try cursor.integer(8)
            let target = try cursor.address()
            let symbolic = 2
            let isSymbolic = try cursor.integer(4) == symbolic
            try cursor.skip(20)
            guard offset < names.count else { throw HDF5Damage("damaged: a name is not there") }
            try take(Array(names[offset...].prefix { $0 != 0 }), isSymbolic ? nil : target)
        }
    }

    // MARK: Groups of the second form: a message for each name

    private mutating func takeMessage(_ message: HDF5Cursor) throws(HDF5Damage) {
        var cursor = message
        try cursor.skip(1)
        let flags = try cursor.integer(1)
        let hard = 0
        let type = flags & 8 == 0 ? hard : try cursor.integer(1)
        try cursor.skip((flags & 4 == 0 ? 0 : 8) + (flags & 16 == 0 ? 0 : 1))
        let length = try cursor.integer(1 << (flags & 3))
        let name = try cursor.bytes(length)
        try take(name, type == hard ? try cursor.address() : nil)
    }
}

/// A tree of the first kind ("B-tree version 1") over the names of a group or
/// the chunks of a dataset.
struct HDF5Tree {
    /// What a tree is over.
    enum Kind: Int { case group = 0, chunks = 1 }

    /// An entry of a node at the bottom: its key, and where its target is.
    struct Leaf {
        let key: [UInt8]
        let address: Int
    }

    private let file: HDF5Bytes
    private let kind: Kind
    private let keyLength: Int

    init(_ file: HDF5Bytes, kind: Kind, keyLength: Int) {
        self.file = file
        self.kind = kind
        self.keyLength = keyLength
    }

    /// The entries at the bottom, in their order.
    ///
    /// Levels count down to 0, and there are no more entries than have room in the file, so that
    /// a walk ends.
    func leaves(at root: Int) throws(HDF5Damage) -> [Leaf] {
        var entriesLeft = file.count / 8
        var leaves: [Leaf] = []
        try walk(root, level: nil, &entriesLeft, into: &leaves)
        return leaves
    }

    private func walk(
        _ address: Int,
        level wanted: Int?,
        _ entriesLeft: inout Int,
        into leaves: inout [Leaf]
    ) throws(HDF5Damage) {
        var cursor = try file.read(24, at: address)
        try cursor.expect("TREE")
        let isRight = try cursor.integer(1) == kind.rawValue
        let level = try cursor.integer(1)
        let count = try cursor.integer(2)
        entriesLeft -= count
        guard isRight, level == wanted ?? level, level <= 16, entriesLeft >= 0 else {
            throw HDF5Damage("damaged: its tree leads nowhere")
        }
        cursor = try file.read(count * (keyLength + 8), at: address + 24)
        for _ in 0..<count {
            let key = try cursor.bytes(keyLength)
            guard let child = try cursor.address() else {
                throw HDF5Damage("damaged: its tree leads nowhere")
            }
            if level == 0 {
                leaves.append(Leaf(key: key, address: child))
            } else {
                try walk(child, level: level - 1, &entriesLeft, into: &leaves)
            }
        }
    }
}

/// What a dataset's header holds: extents, type, and where its numbers are in the file.
struct HDF5Layout {
    /// What was done to a chunk before it was stored, by HDF5's number.
    enum Filter: Int {
        case deflate = 1
        case shuffle = 2
    }

    /// Where the numbers are.
    enum Storage {
        /// In the header itself.
        case compact([UInt8])
        /// In one piece; nowhere where none was ever written.
        case contiguous(address: Int?)
        /// In pieces of equal extents, which a tree leads to.
        case chunked(Chunks)
    }

    /// Pieces of equal extents.
    struct Chunks {
        let extents: [Int]
        let tree: Int?
        /// In the order in which they were used.
        let filters: [Filter]
    }

    let extents: [Int]
    let type: HDF5Type
    let storage: Storage
    /// The bytes of a number that was never written.
    let fill: [UInt8]?

    /// Reads the header of a dataset.
    init(_ object: HDF5Object) throws(HDF5Damage) {
        guard let space = object.message(.dataspace), let type = object.message(.datatype),
            let layout = object.message(.layout)
        else { throw HDF5Damage("not a dataset") }
        guard object.message(.externalFiles) == nil else {
            throw HDF5Damage("its numbers are in another file, which is not read")
        }
        extents = try Self.extents(space)
        self.type = try HDF5Type(type)
        let filters = try object.message(.filters).map(Self.filters) ?? []
        storage = try Self.storage(layout, filters)
        fill = try Self.fill(object)
    }

    private static func extents(_ message: HDF5Cursor) throws(HDF5Damage) -> [Int] {
        var cursor = message
        let version = try cursor.integer(1)
        let rank = try cursor.integer(1)
        guard version == 1 || version == 2, rank <= 32 else {
            throw HDF5Damage("damaged: its extents are in an unknown form")
        }
        try cursor.skip(1)
        let none = 2
        let kind = version == 2 ? try cursor.integer(1) : 0
        if version == 1 { try cursor.skip(5) }
        guard version == 1 || kind != none else { return [0] }
        var extents: [Int] = []
        for _ in 0..<rank { extents.append(try cursor.integer(8)) }
        return extents
    }

    private static func filters(_ message: HDF5Cursor) throws(HDF5Damage) -> [Filter] {
        var cursor = message
        let version = try cursor.integer(1)
        let count = try cursor.integer(1)
        if version == 1 { try cursor.skip(6) }
        var filters: [Filter] = []
        for _ in 0..<count {
            let id = try cursor.integer(2)
            guard let filter = Filter(rawValue: id) else {
                throw HDF5Damage("packed by filter \(id); gzip (1) and shuffle (2) are read")
            }
            filters.append(filter)
            let nameLength = version == 1 ? try cursor.integer(2) : 0
            try cursor.skip(2)
            let parameterCount = try cursor.integer(2)
            try cursor.skip((nameLength + 7) / 8 * 8 + 4 * parameterCount)
            if version == 1, parameterCount % 2 == 1 { try cursor.skip(4) }
        }
        return filters
    }

    private static func storage(
        _ message: HDF5Cursor,
        _ filters: [Filter]
    ) throws(HDF5Damage) -> Storage {
        var cursor = message
        let version = try cursor.integer(1)
        let kind = try cursor.integer(1)
        let virtual = 3
        if version == 4, kind == virtual {
            throw HDF5Damage(
                "its numbers are in other files (a virtual dataset), which is not supported"
            )
        }
        switch (version, kind) {
        case (3, 0), (4, 0): return .compact(try cursor.bytes(try cursor.integer(2)))
        case (3, 1), (4, 1): return .contiguous(address: try cursor.address())
        case (3, 2):
            let rank = try cursor.integer(1) - 1
            let tree = try cursor.address()
            var extents: [Int] = []
            for _ in 0..<max(rank, 0) { extents.append(try cursor.integer(4)) }
            return .chunked(Chunks(extents: extents, tree: tree, filters: filters))
        default:
            throw HDF5Damage(
                "its numbers are stored as in newer or very old versions of HDF5, which is not "
                    + "supported; save the file with libver=\"earliest\""
            )
        }
    }

    private static func fill(_ object: HDF5Object) throws(HDF5Damage) -> [UInt8]? {
        if var new = object.message(.fillValue) {
            let version = try new.integer(1)
            let flags = version == 3 ? try new.integer(1) : 0
            let isThere = version == 3 ? flags & 0x20 != 0 : true
            if version < 3 { try new.skip(2) }
            guard isThere, version == 3 ? true : try new.integer(1) != 0, new.left >= 4 else {
                return nil
            }
            let count = try new.integer(4)
            return count <= new.left ? try new.bytes(count) : nil
        }
        guard var old = object.message(.oldFillValue) else { return nil }
        let count = try old.integer(4)
        return count <= old.left ? try old.bytes(count) : nil
    }
}

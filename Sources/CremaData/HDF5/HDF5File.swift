import CremaProto

/// An HDF5 file, open for reading: datasets of numbers in groups in groups.
///
/// A path such as `data/ip1/0` leads through groups to a dataset. The file is read here and not by
/// libhdf5, which trusts it: a damaged byte there ends the process, and is a sentence here. What is
/// read is the form in which Caffe and, by default, h5py write. Only what the file
/// itself holds is read: links to other places and files, and datasets whose numbers are elsewhere,
/// are refused. What it claims is held against its length before memory is taken.
public final class HDF5File: Sendable {
    /// A group and what is in it.
    public struct Group: Sendable {
        /// Where it is: `data/ip1`.
        public let path: String
        /// The names of its datasets.
        public let datasets: [String]
        /// The names of the groups in it.
        public let groups: [String]
    }

    /// The file.
    public let path: String
    private let bytes: HDF5Bytes
    private let root: Int

    /// The names that are looked at, at most, and how deep groups lie in groups.
    private static let nameLimit = 100_000, depthLimit = 32

    /// Whether a file is in HDF5, by its signature; false as well where it cannot be read.
    public static func isOne(at path: String) -> Bool {
        (try? HDF5Bytes(path: FilePath(path))) != nil
    }

    /// Opens a file; throws where it is missing or damaged, or no HDF5.
    public convenience init(path: String) throws(DataError) {
        try self.init(path: FilePath(path))
    }

    /// Opens a file in the same way.
    public init(path file: FilePath) throws(DataError) {
        path = file.description
        bytes = try HDF5Bytes(path: file)
        do throws(HDF5Damage) { root = try Self.root(of: bytes) } catch {
            throw .invalidFile(path: path, reason: error.reason)
        }
    }

    /// Where the header of the outermost group is.
    private static func root(of bytes: HDF5Bytes) throws(HDF5Damage) -> Int {
        var cursor = try bytes.read(48, at: 0)
        try cursor.skip(HDF5Bytes.signature.count)
        let version = try cursor.integer(1)
        guard version <= 3 else { throw HDF5Damage("an HDF5 file of an unknown version") }
        try cursor.skip(version < 2 ? 4 : 0)
        let (offsetSize, lengthSize) = (try cursor.integer(1), try cursor.integer(1))
        guard offsetSize == 8, lengthSize == 8 else {
            throw HDF5Damage("an HDF5 file with addresses of another size than 8 bytes")
        }
        // Where the file's addresses begin, where it ends, and where the outermost group is:
        // other things are between.
        let places = version < 2 ? [24, 40, 64].map { $0 + 4 * version } : [12, 28, 36]
        var addresses: [Int?] = []
        for place in places {
            cursor = try bytes.read(8, at: place)
            addresses.append(try cursor.address())
        }
        guard let start = addresses[0], let end = addresses[1], let root = addresses[2] else {
            throw HDF5Damage("damaged: it has no groups")
        }
        guard end - start <= bytes.count - bytes.base else {
            throw HDF5Damage(
                "cut short: it has \(bytes.count - bytes.base) of \(end - start) bytes"
            )
        }
        return root
    }

    // MARK: Groups

    /// Whether there is a group or dataset of that path; throws where it leads out of the file.
    public func contains(_ path: String) throws(DataError) -> Bool {
        try reading(path) { () throws(HDF5Damage) in try object(path) != nil }
    }

    /// A group and all groups below it, each before those in it.
    ///
    /// Throws if the path is not a group, and if a file has more than 100,000 names or lies
    /// deeper than 32 groups: a group may be in itself.
    public func groups(from path: String) throws(DataError) -> [Group] {
        var found: [Group] = []
        var namesLeft = Self.nameLimit
        let start = try reading(path) { () throws(HDF5Damage) in
            guard let object = try object(path) else { throw HDF5Damage("there is no such group") }
            guard object.isGroup else { throw HDF5Damage("not a group") }
            return object
        }
        try collect(start, path, depth: 0, &namesLeft, into: &found)
        return found
    }

    private func collect(
        _ group: HDF5Object,
        _ path: String,
        depth: Int,
        _ namesLeft: inout Int,
        into found: inout [Group]
    ) throws(DataError) {
        let limit = namesLeft
        let links = try reading(path) { () throws(HDF5Damage) in
            guard depth < Self.depthLimit else {
                throw HDF5Damage("groups lie in groups more than \(Self.depthLimit) deep")
            }
            return try HDF5Links(bytes, of: group, limit: limit).links
        }
        namesLeft -= links.count
        var datasets: [String] = []
        var groups: [(name: String, object: HDF5Object)] = []
        for link in links {
            let object = try reading("\(path)/\(link.name)") { () throws(HDF5Damage) in
                try HDF5Object(bytes, at: Self.address(of: link))
            }
            if object.isGroup {
                groups.append((link.name, object))
            } else {
                datasets.append(link.name)
            }
        }
        found.append(Group(path: path, datasets: datasets, groups: groups.map(\.name)))
        for (name, object) in groups {
            try collect(object, "\(path)/\(name)", depth: depth + 1, &namesLeft, into: &found)
        }
    }

    private static func address(of link: HDF5Links.Link) throws(HDF5Damage) -> Int {
        guard let address = link.address else {
            throw HDF5Damage("a link to another place or file, which is not followed")
        }
        return address
    }

    /// The object of a path, or nil where a name on the way is not there.
    private func object(_ path: String) throws(HDF5Damage) -> HDF5Object? {
        var object = try HDF5Object(bytes, at: root)
        for name in path.split(separator: "/") {
            guard object.isGroup else { return nil }
            let links = try HDF5Links(bytes, of: object, limit: Self.nameLimit).links
            guard let link = links.first(where: { $0.name == name }) else { return nil }
            object = try HDF5Object(bytes, at: Self.address(of: link))
        }
        return object
    }

    // MARK: Datasets

    /// The extents of a dataset of numbers, outermost first.
    public func extents(of path: String) throws(DataError) -> [Int] {
        try reading(path) { () throws(HDF5Damage) in
            let layout = try layout(path)
            _ = try HDF5Numbers(bytes, layout)
            return layout.extents
        }
    }

    /// A dataset of floats or integers of any size, as floats.
    public func floats(of path: String) throws(DataError) -> (extents: [Int], values: [Float]) {
        try reading(path) { () throws(HDF5Damage) in
            let layout = try layout(path)
            let numbers = try HDF5Numbers(bytes, layout)
            if let shortage = AvailableMemory.shortage(of: 4 * numbers.count) {
                throw HDF5Damage("to read it \(shortage)")
            }
            var values = [Float](repeating: 0, count: numbers.count)
            if !values.isEmpty { try numbers.read(into: &values) }
            return (layout.extents, values)
        }
    }

    /// Reads a dataset of floats or integers into memory that has room for exactly so many.
    public func read(
        _ path: String,
        into values: UnsafeMutableBufferPointer<Float>
    ) throws(DataError) {
        try reading(path) { () throws(HDF5Damage) in
            let layout = try layout(path)
            let numbers = try HDF5Numbers(bytes, layout)
            guard numbers.count == values.count else {
                throw HDF5Damage("\(layout.extents) are not the \(values.count) numbers asked for")
            }
            if let first = values.baseAddress, !values.isEmpty { try numbers.read(into: first) }
        }
    }

    /// The only number of a dataset of integers.
    public func integer(of path: String) throws(DataError) -> Int {
        try reading(path) { () throws(HDF5Damage) in
            let layout = try layout(path)
            guard layout.extents.allSatisfy({ $0 == 1 }), let size = layout.type.numberSize,
                let integer = layout.type.integer(try piece(of: layout, count: size))
            else {
                throw HDF5Damage("one integer belongs here, found the extents \(layout.extents)")
            }
            return integer
        }
    }

    /// The text of a dataset that is one string of a fixed length.
    public func string(of path: String) throws(DataError) -> String {
        try reading(path) { () throws(HDF5Damage) in
            let layout = try layout(path)
            guard case .text(let size) = layout.type else {
                throw HDF5Damage(
                    "a string of a fixed length belongs here, found \(layout.type.text)"
                )
            }
            guard layout.extents.allSatisfy({ $0 == 1 }), size <= 1 << 20 else {
                throw HDF5Damage("one string of at most 1 MiB belongs here")
            }
            let text = try piece(of: layout, count: size)
            return String(raw: text.prefix { $0 != 0 })
        }
    }

    private func layout(_ path: String) throws(HDF5Damage) -> HDF5Layout {
        guard let object = try object(path) else { throw HDF5Damage("there is no such dataset") }
        return try HDF5Layout(object)
    }

    /// The bytes of a dataset that lies in one piece of so many.
    private func piece(of layout: HDF5Layout, count: Int) throws(HDF5Damage) -> [UInt8] {
        switch layout.storage {
        case .compact(let bytes) where bytes.count == count: return bytes
        case .contiguous(let address?):
            var cursor = try bytes.read(count, at: address)
            return try cursor.bytes(count)
        default: throw HDF5Damage("its value does not lie in one piece, or was never written")
        }
    }

    /// Gives what is wrong with an object its name and that of the file.
    private func reading<Result>(
        _ object: String,
        _ body: () throws(HDF5Damage) -> Result
    ) throws(DataError) -> Result {
        do throws(HDF5Damage) { return try body() } catch {
            throw .invalidFile(path: path, reason: "\"\(object)\": \(error.reason)")
        }
    }
}

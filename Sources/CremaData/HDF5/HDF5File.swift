import CHDF5
import Glibc

/// An HDF5 file, open for reading: datasets of numbers in groups in groups.
///
/// A path such as `data/ip1/0` leads through groups to a dataset. Only what the file itself holds is
/// read: links to other places and files, and datasets whose numbers are elsewhere, are refused. What a
/// file claims is held against its size before memory is taken.
public final class HDF5File: @unchecked Sendable {
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
    private let id: hid_t
    private let byteCount: Int

    /// The names that are looked at, at most, and how deep groups lie in groups.
    private static let nameLimit = 100_000, depthLimit = 32

    /// Whether a file is in HDF5, by its signature; false as well where it cannot be read.
    public static func isOne(at path: String) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        var bytes = [UInt8](repeating: 0, count: signature.count)
        // Before the signature there may be a block of the user's, of 512 bytes or twice as many and so on.
        var offset = 0
        while pread(descriptor, &bytes, bytes.count, off_t(offset)) == bytes.count {
            if bytes == signature { return true }
            offset = max(512, offset * 2)
        }
        return false
    }

    /// Opens a file; throws where it is missing or damaged, or no HDF5.
    public init(path: String) throws(DataError) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else { throw .lastSystemError("read", path) }
        byteCount = Int(status.st_size)
        guard Self.isOne(at: path) else {
            guard access(path, R_OK) == 0 else { throw .lastSystemError("read", path) }
            throw .invalidFile(path: path, reason: "not an HDF5 file")
        }
        id = try HDF5Library.locked { () throws(DataError) in
            let access = HDF5Library.fileAccess()
            defer { H5Pclose(access) }
            let readOnly: UInt32 = 0
            let id = H5Fopen(path, readOnly, access)
            guard id >= 0 else {
                throw .invalidFile(
                    path: path,
                    reason: "the HDF5 file cannot be opened (\(HDF5Library.lastReason()))"
                )
            }
            return id
        }
    }

    deinit { try? HDF5Library.locked { () throws(DataError) in _ = H5Fclose(id) } }

    // MARK: Groups

    /// Whether there is a group or dataset of that path; throws where it leads out of the file.
    public func contains(_ path: String) throws(DataError) -> Bool {
        try HDF5Library.locked { () throws(DataError) in try leads(to: path) }
    }

    /// A group and all groups below it, each before those in it.
    ///
    /// Throws where the path is no group, and where a file has more than 100,000 names or lies deeper
    /// than 32 groups: a group may be in itself.
    public func groups(from path: String) throws(DataError) -> [Group] {
        try HDF5Library.locked { () throws(DataError) in
            var found: [Group] = []
            var namesLeft = Self.nameLimit
            try collect(path, depth: 0, &namesLeft, into: &found)
            return found
        }
    }

    private func collect(
        _ path: String,
        depth: Int,
        _ namesLeft: inout Int,
        into found: inout [Group]
    ) throws(DataError) {
        guard depth < Self.depthLimit else {
            throw error(path, "groups lie in groups more than \(Self.depthLimit) deep")
        }
        let names = try names(in: path, limit: namesLeft)
        namesLeft -= names.count
        var datasets: [String] = []
        var groups: [String] = []
        for name in names {
            if try isGroup("\(path)/\(name)") { groups.append(name) } else { datasets.append(name) }
        }
        found.append(Group(path: path, datasets: datasets, groups: groups))
        for name in groups {
            try collect("\(path)/\(name)", depth: depth + 1, &namesLeft, into: &found)
        }
    }

    private func names(in path: String, limit: Int) throws(DataError) -> [String] {
        guard try leads(to: path) else { throw error(path, "there is no such group") }
        let group = H5Gopen2(id, path, crema_h5_default)
        guard group >= 0 else { throw error(path, "not a group") }
        defer { H5Gclose(group) }
        var list = NameList(limit: limit)
        let status = withUnsafeMutablePointer(to: &list) { list in
            let take: crema_h5_visit = { name, isHard, list in
                guard let name, let list else { return -1 }
                return list.assumingMemoryBound(to: NameList.self).pointee
                    .take(String(cString: name), isHard: isHard != 0)
            }
            return crema_h5_each_name(group, take, list)
        }
        if let link = list.link { throw error("\(path)/\(link)", Self.leadsAway) }
        guard !list.isFull else {
            throw error(path, "the file has more than \(Self.nameLimit) names")
        }
        guard status >= 0 else { throw error(path, "damaged (\(HDF5Library.lastReason()))") }
        return list.names
    }

    /// The names in a group, as far as they are taken.
    private struct NameList {
        var names: [String] = []
        var limit: Int
        var isFull = false
        /// The first name that stands for something elsewhere.
        var link: String?

        /// The result 0 asks for the next name.
        mutating func take(_ name: String, isHard: Bool) -> Int32 {
            isFull = names.count == limit
            if !isHard { link = name }
            guard isHard, !isFull else { return 1 }
            names.append(name)
            return 0
        }
    }

    private func isGroup(_ path: String) throws(DataError) -> Bool {
        let object = H5Oopen(id, path, crema_h5_default)
        guard object >= 0 else { throw error(path, "damaged (\(HDF5Library.lastReason()))") }
        defer { H5Oclose(object) }
        return H5Iget_type(object) == H5I_GROUP
    }

    private static let leadsAway = "a link to another place or file, which is not followed"

    /// Whether every name of a path is there; throws at the first that stands for something elsewhere.
    private func leads(to path: String) throws(DataError) -> Bool {
        var walked = ""
        for name in path.split(separator: "/") {
            walked += walked.isEmpty ? "\(name)" : "/\(name)"
            guard H5Lexists(id, walked, crema_h5_default) > 0 else { return false }
            guard crema_h5_is_hard(id, walked) == 1 else { throw error(walked, Self.leadsAway) }
        }
        return true
    }

    // MARK: Datasets

    /// The extents of a dataset of numbers, outermost first.
    public func extents(of path: String) throws(DataError) -> [Int] {
        try HDF5Library.locked { () throws(DataError) in
            let dataset = try open(path)
            defer { H5Dclose(dataset) }
            return try numbers(of: dataset, path)
        }
    }

    /// A dataset of floats or integers of any size, as floats.
    public func floats(of path: String) throws(DataError) -> (extents: [Int], values: [Float]) {
        try HDF5Library.locked { () throws(DataError) in
            let dataset = try open(path)
            defer { H5Dclose(dataset) }
            let extents = try numbers(of: dataset, path)
            var values = [Float](repeating: 0, count: extents.reduce(1, *))
            try read(dataset, crema_h5_native_float(), into: &values, path)
            return (extents, values)
        }
    }

    /// Reads a dataset of floats or integers into memory that has room for exactly so many.
    public func read(
        _ path: String,
        into values: UnsafeMutableBufferPointer<Float>
    ) throws(DataError) {
        try HDF5Library.locked { () throws(DataError) in
            let dataset = try open(path)
            defer { H5Dclose(dataset) }
            let extents = try numbers(of: dataset, path)
            guard extents.reduce(1, *) == values.count else {
                throw error(path, "\(extents) are not the \(values.count) numbers asked for")
            }
            guard let first = values.baseAddress, !values.isEmpty else { return }
            try read(dataset, crema_h5_native_float(), into: first, path)
        }
    }

    /// The only number of a dataset of integers.
    public func integer(of path: String) throws(DataError) -> Int {
        try HDF5Library.locked { () throws(DataError) in
            let dataset = try open(path)
            defer { H5Dclose(dataset) }
            let extents = try numbers(of: dataset, path)
            guard extents.reduce(1, *) == 1 else {
                throw error(path, "one number belongs here, found the extents \(extents)")
            }
            var value: Int32 = 0
            try read(dataset, crema_h5_native_int(), into: &value, path)
            return Int(value)
        }
    }

    /// The text of a dataset that is one string of a fixed length.
    public func string(of path: String) throws(DataError) -> String {
        try HDF5Library.locked { () throws(DataError) in
            let dataset = try open(path)
            defer { H5Dclose(dataset) }
            let type = H5Dget_type(dataset)
            defer { H5Tclose(type) }
            guard H5Tget_class(type) == H5T_STRING, H5Tis_variable_str(type) == 0 else {
                throw error(path, "a string of a fixed length belongs here")
            }
            let length = H5Tget_size(type)
            guard try extents(of: dataset, path).isEmpty, length <= 1 << 20 else {
                throw error(path, "one string of at most 1 MiB belongs here")
            }
            var bytes = [UInt8](repeating: 0, count: length)
            try read(dataset, type, into: &bytes, path)
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private func open(_ path: String) throws(DataError) -> hid_t {
        guard try leads(to: path) else { throw error(path, "there is no such dataset") }
        let dataset = H5Dopen2(id, path, crema_h5_default)
        guard dataset >= 0 else {
            throw error(path, "not a dataset, or damaged (\(HDF5Library.lastReason()))")
        }
        return dataset
    }

    private func extents(of dataset: hid_t, _ path: String) throws(DataError) -> [Int] {
        let space = H5Dget_space(dataset)
        defer { H5Sclose(space) }
        var extents = [hsize_t](repeating: 0, count: 32)
        let count = H5Sget_simple_extent_dims(space, &extents, nil)
        guard count >= 0 else { throw error(path, "damaged (\(HDF5Library.lastReason()))") }
        return extents.prefix(Int(count)).map { Int(clamping: $0) }
    }

    /// The extents of a dataset, once it is sure that it holds numbers and that reading them is safe.
    private func numbers(of dataset: hid_t, _ path: String) throws(DataError) -> [Int] {
        let type = H5Dget_type(dataset)
        defer { H5Tclose(type) }
        let (kind, size) = (H5Tget_class(type), H5Tget_size(type))
        guard kind == H5T_FLOAT || kind == H5T_INTEGER, (1...16).contains(size) else {
            throw error(path, "floats or integers belong here, found \(kind.text)")
        }
        let isCompressed = try checkStorage(of: dataset, elementSize: size, path)
        let extents = try extents(of: dataset, path)
        try check(extents, elementSize: size, isCompressed: isCompressed, path)
        return extents
    }

    /// Whether the numbers went through filters; throws where they are not in this file, or in pieces
    /// larger than it could hold.
    private func checkStorage(
        of dataset: hid_t,
        elementSize: Int,
        _ path: String
    ) throws(DataError) -> Bool {
        let list = H5Dget_create_plist(dataset)
        guard list >= 0 else { throw error(path, "damaged (\(HDF5Library.lastReason()))") }
        defer { H5Pclose(list) }
        let layout = H5Pget_layout(list)
        guard [H5D_COMPACT, H5D_CONTIGUOUS, H5D_CHUNKED].contains(layout) else {
            throw error(
                path,
                "its numbers are in other files (a virtual dataset), which are not read"
            )
        }
        guard H5Pget_external_count(list) <= 0 else {
            throw error(path, "its numbers are in another file, which is not read")
        }
        let isCompressed = H5Pget_nfilters(list) > 0
        if layout == H5D_CHUNKED {
            var chunk = [hsize_t](repeating: 1, count: 32)
            let axes = max(H5Pget_chunk(list, 32, &chunk), 0)
            let extents = chunk.prefix(Int(axes)).map { Int(clamping: $0) }
            try check(extents, elementSize: elementSize, isCompressed: isCompressed, path)
        }
        return isCompressed
    }

    /// Throws where numbers of those extents could not come from a file of this size.
    ///
    /// Deflate makes at most 1,032 bytes of one. Numbers that were never written are zeros without a
    /// byte in the file: 64 MiB of them are believed.
    private func check(
        _ extents: [Int],
        elementSize: Int,
        isCompressed: Bool,
        _ path: String
    ) throws(DataError) {
        let limit = min(byteCount, 1 << 48) * (isCompressed ? 1032 : 1) + 64 << 20
        var bytes = elementSize
        for extent in extents {
            let (product, overflows) = bytes.multipliedReportingOverflow(by: extent)
            guard !overflows else { throw tooLarge(extents, path) }
            bytes = product
        }
        guard bytes <= limit, bytes / elementSize <= Int(Int32.max) else {
            throw tooLarge(extents, path)
        }
    }

    private func tooLarge(_ extents: [Int], _ path: String) -> DataError {
        error(
            path,
            "claims the extents \(extents), more than a file of \(byteCount) bytes can hold"
        )
    }

    private func read(
        _ dataset: hid_t,
        _ type: hid_t,
        into values: UnsafeMutableRawPointer,
        _ path: String
    ) throws(DataError) {
        let status = H5Dread(
            dataset,
            type,
            crema_h5_whole,
            crema_h5_whole,
            crema_h5_default,
            values
        )
        guard status >= 0 else {
            throw error(path, "cannot be read (\(HDF5Library.lastReason()))")
        }
    }

    private func error(_ object: String, _ reason: String) -> DataError {
        .invalidFile(path: path, reason: "\"\(object)\": \(reason)")
    }
}

extension H5T_class_t {
    /// The kind in words.
    fileprivate var text: String {
        switch self {
        case H5T_STRING: "text"
        case H5T_BITFIELD: "bits"
        case H5T_OPAQUE: "opaque bytes"
        case H5T_COMPOUND: "a compound of fields"
        case H5T_REFERENCE: "references"
        case H5T_ENUM: "an enumeration (booleans, say)"
        case H5T_VLEN: "lists of any length"
        case H5T_ARRAY: "arrays"
        default: "another kind"
        }
    }
}

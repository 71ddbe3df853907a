import CremaProto
import Glibc

/// The pages of a `data.mdb`, with every place in them checked before it is read.
///
/// They are read, not mapped: where a mapped file is cut short meanwhile, the
/// process ends by SIGBUS.
///
/// The format is LMDB 0.9's on 64-bit little-endian machines. A page has a header of 16 bytes, the
/// offsets of its nodes, and the nodes: in a branch a key and a child page, in a leaf a key and a
/// value, which lies in pages of its own if it is large. Two meta pages at the head take turns; the
/// one of the later transaction counts.
final class LMDBPages: Sendable {
    /// A branch or a leaf.
    struct Page {
        fileprivate let number: UInt64
        fileprivate let bytes: [UInt8]
        let isBranch: Bool
        /// How many nodes it has, at least one.
        let count: Int
    }

    /// Where the value of a leaf's node is: in its page, or in the file from a byte on.
    struct Value {
        /// How many bytes it has.
        let count: Int
        fileprivate let page: Page
        fileprivate let inPage: Int?
        fileprivate let inFile: Int
    }

    /// The deepest tree that LMDB makes.
    static let maxDepth = 32

    private static let headerSize = 16
    private static let nodeHeaderSize = 8
    /// What marks a record as a database of its own.
    private static let databaseFlag: UInt16 = 2

    private let path: String
    private let file: OpenFile
    private let meta: Meta

    /// Opens the file of a folder; throws if there is none, it is not an LMDB, or it is shorter
    /// than its meta page says.
    init(folder: String) throws(DataError) {
        try LMDB.check(folder: folder)
        path = "\(folder)/\(LMDB.mark)"
        file = try OpenFile(path: path)
        meta = try Self.meta(of: file)
        try checkFirstRecord()
    }

    /// How many records there are, according to the file.
    var entryCount: Int { meta.entryCount }

    /// How many records the file has room for.
    var mostEntries: Int {
        let pages = Int(clamping: meta.lastPage).addingSaturated(1)
        return min(
            meta.entryCount,
            pages.multipliedSaturated(by: meta.pageSize / Self.nodeHeaderSize)
        )
    }

    /// The page at the top, or nil where the database is empty.
    func root() throws(DataError) -> Page? {
        meta.root == .max ? nil : try page(meta.root)
    }

    /// The page below a node of a branch.
    func child(_ place: Int, of page: Page) throws(DataError) -> Page {
        let node = try node(place, of: page)
        let low = UInt64(page.bytes.load(node, UInt32.self))
        return try self.page(low | UInt64(page.bytes.load(node + 4, UInt16.self)) << 32)
    }

    /// The key of a node.
    func key(_ place: Int, of page: Page) throws(DataError) -> ArraySlice<UInt8> {
        let node = try node(place, of: page)
        let start = node + Self.nodeHeaderSize
        let count = Int(page.bytes.load(node + 6, UInt16.self))
        guard count <= page.bytes.count - start else { throw damaged(page) }
        return page.bytes[start..<start + count]
    }

    /// The value of a leaf's node, not yet read.
    func value(_ place: Int, of page: Page) throws(DataError) -> Value {
        let node = try node(place, of: page)
        let size = Int(page.bytes.load(node, UInt32.self))
        let flags = page.bytes.load(node + 4, UInt16.self)
        let start = node + Self.nodeHeaderSize + Int(page.bytes.load(node + 6, UInt16.self))
        if flags == Self.databaseFlag { throw try namedDatabases(page, from: place) }
        let isLarge = flags == 1
        guard isLarge || flags == 0, start + (isLarge ? 8 : size) <= page.bytes.count else {
            throw damaged(page)
        }
        guard isLarge else { return Value(count: size, page: page, inPage: start, inFile: 0) }
        let first = page.bytes.load(start, UInt64.self)
        guard first <= meta.lastPage else { throw damaged(page) }
        let place = Int(first) * meta.pageSize + Self.headerSize
        guard size <= file.count - place else { throw damaged(page) }
        return Value(count: size, page: page, inPage: nil, inFile: place)
    }

    /// Bytes of a value, all or some; fewer where it ends before.
    func bytes(
        of value: Value,
        _ range: Range<Int> = 0..<Int.max
    ) throws(DataError) -> ArraySlice<UInt8> {
        let range = range.clamped(to: 0..<value.count)
        if let start = value.inPage {
            return value.page.bytes[start + range.lowerBound..<start + range.upperBound]
        }
        return try read(range.count, at: value.inFile + range.lowerBound)[...]
    }

    /// Throws if the first record is not a value but a named database.
    private func checkFirstRecord() throws(DataError) {
        guard var page = try root() else { return }
        for _ in 0..<Self.maxDepth where page.isBranch { page = try child(0, of: page) }
        guard !page.isBranch, try isDatabase(0, of: page) else { return }
        throw try namedDatabases(page, from: 0)
    }

    private func isDatabase(_ place: Int, of page: Page) throws(DataError) -> Bool {
        page.bytes.load(try node(place, of: page) + 4, UInt16.self) == Self.databaseFlag
    }

    /// The error of a leaf whose nodes are databases with names, the first at `place`.
    private func namedDatabases(_ page: Page, from place: Int) throws(DataError) -> DataError {
        var names: [String] = []
        for place in place..<page.count where try isDatabase(place, of: page) {
            names.append("\"\(String(decoding: try key(place, of: page), as: UTF8.self))\"")
        }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
        return .invalidFile(
            path: path,
            reason:
                "holds named databases, \(shown): not a Caffe data set, whose records are in "
                + "the database without a name; copy the records of one of them into an LMDB of "
                + "their own"
        )
    }

    /// The error of a page that makes no sense.
    func damaged(_ page: Page) -> DataError {
        damaged(page.number)
    }

    private func damaged(_ number: UInt64) -> DataError {
        .invalidFile(
            path: path,
            reason: "damaged (page \(number)); copy it again or build it again"
        )
    }

    private func read(_ count: Int, at place: Int) throws(DataError) -> [UInt8] {
        guard let bytes = try file.read(count, at: place) else {
            throw .invalidFile(
                path: path,
                reason:
                    "truncated while it was read: it was \(file.count) bytes long; copy it again "
                    + "or build it again"
            )
        }
        return bytes
    }

    private func page(_ number: UInt64) throws(DataError) -> Page {
        guard number <= meta.lastPage else { throw damaged(number) }
        let bytes = try read(meta.pageSize, at: Int(number) * meta.pageSize)
        let flags = bytes.load(10, UInt16.self)
        let count = (Int(bytes.load(12, UInt16.self)) - Self.headerSize) / 2
        let isBranch = flags == 1
        guard isBranch || flags == 2, count > 0,
            Self.headerSize + 2 * count <= meta.pageSize
        else { throw damaged(number) }
        return Page(number: number, bytes: bytes, isBranch: isBranch, count: count)
    }

    /// Where a node begins in its page, which has at least the node's header.
    private func node(_ place: Int, of page: Page) throws(DataError) -> Int {
        let start = Int(page.bytes.load(Self.headerSize + 2 * place, UInt16.self))
        guard start + Self.nodeHeaderSize <= page.bytes.count else { throw damaged(page) }
        return start
    }
}

extension LMDBPages {
    /// What matters here of one meta page.
    private struct Meta {
        let pageSize: Int
        /// How keys are ordered, and whether one has several values; 0 in data sets.
        let flags: UInt16
        let entryCount: Int
        let root: UInt64
        let lastPage: UInt64
        let transaction: UInt64

        /// How many bytes of a page it takes.
        static let size = 152

        /// Offsets follow the page header, the fields of `MDB_meta` and its two `MDB_db`.
        init?(_ bytes: [UInt8]?) {
            guard let bytes else { return nil }
            let size = Int(bytes.load(40, UInt32.self))
            guard bytes.load(16, UInt32.self) == 0xBEEF_C0DE, bytes.load(20, UInt32.self) == 1,
                (512...65536).contains(size), size & (size - 1) == 0,
                let entries = Int(exactly: bytes.load(120, UInt64.self))
            else { return nil }
            pageSize = size
            flags = bytes.load(92, UInt16.self)
            entryCount = entries
            root = bytes.load(128, UInt64.self)
            lastPage = bytes.load(136, UInt64.self)
            transaction = bytes.load(144, UInt64.self)
        }
    }

    private static func meta(of file: OpenFile) throws(DataError) -> Meta {
        guard let first = Meta(try file.read(Meta.size, at: 0)) else {
            guard file.count > 0 else {
                throw .invalidFile(path: file.path, reason: "not an LMDB: the file is empty")
            }
            let head = try file.read(min(file.count, ForeignFile.headSize), at: 0) ?? []
            try FileBytes.checkKind(head, path: file.path)
            throw .invalidFile(
                path: file.path,
                reason: "not an LMDB made on this kind of machine; build the data set again"
            )
        }
        let second = Meta(try file.read(Meta.size, at: first.pageSize))
        let newest = second.map { $0.transaction > first.transaction ? $0 : first }
        let pageCount = file.count / first.pageSize
        guard let newest, newest.pageSize == first.pageSize, newest.lastPage < UInt64(pageCount)
        else {
            throw .invalidFile(
                path: file.path,
                reason: "truncated: it has only \(file.count) bytes; copy it again or build it "
                    + "again"
            )
        }
        guard newest.flags == 0 else {
            throw .invalidFile(
                path: file.path,
                reason: "its keys have several values or an order of their own (flags "
                    + "\(newest.flags)): not a Caffe data set; copy the records into a plain "
                    + "LMDB"
            )
        }
        return newest
    }
}

/// A file that is open for reading, whatever becomes of it meanwhile.
private final class OpenFile: Sendable {
    let path: String
    /// Its length when it was opened.
    let count: Int
    private let descriptor: Int32

    init(path: String) throws(DataError) {
        self.path = path
        descriptor = path.withRawCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = DataError.lastSystemError("read", path)
            close(descriptor)
            throw error
        }
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// So many bytes from a place on, or nil where the file ends before.
    func read(_ count: Int, at place: Int) throws(DataError) -> [UInt8]? {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let (target, rest) = (buffer.baseAddress! + filled, count - filled)
                let offset = off_t(place + filled)
                let got = retryingInterrupts { pread(descriptor, target, rest, offset) }
                failed = got < 0
                if got <= 0 { return }
                filled += got
            }
        }
        if failed { throw .lastSystemError("read", path) }
        return bytes.count == count ? bytes : nil
    }
}

extension [UInt8] {
    /// The number at an offset, wherever it lies.
    fileprivate func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }
}

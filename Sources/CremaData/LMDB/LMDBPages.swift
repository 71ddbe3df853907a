import CremaProto
import Glibc

/// The pages of a `data.mdb`, mapped, with every place in them checked before it is read.
///
/// The format is LMDB 0.9's on 64-bit little-endian machines. A page has a header of 16 bytes, the
/// offsets of its nodes, and the nodes: in a branch a key and a child page, in a leaf a key and a
/// value, which lies in pages of its own if it is large. Two meta pages at the head take turns; the
/// one of the later transaction counts.
final class LMDBPages: Sendable {
    /// A branch or a leaf.
    struct Page {
        fileprivate let number: UInt64
        fileprivate let bytes: UnsafeRawBufferPointer
        let isBranch: Bool
        /// How many nodes it has, at least one.
        let count: Int
    }

    /// The deepest tree that LMDB makes.
    static let maxDepth = 32

    private static let headerSize = 16
    private static let nodeHeaderSize = 8

    private let path: String
    // Nothing writes to the mapped bytes.
    nonisolated(unsafe) private let bytes: UnsafeRawBufferPointer
    private let meta: Meta

    /// Maps the file of a folder; throws where there is none, it is no LMDB, or it is shorter than its
    /// meta page says (to read past its end would end the process).
    init(folder: String) throws(DataError) {
        try LMDB.check(folder: folder)
        path = "\(folder)/\(LMDB.mark)"
        bytes = try Self.map(path)
        do throws(DataError) {
            meta = try Self.meta(of: bytes, path)
        } catch {
            Self.unmap(bytes)
            throw error
        }
    }

    deinit {
        Self.unmap(bytes)
    }

    /// How many records there are.
    var entryCount: Int { meta.entryCount }

    /// The page at the top, or nil where the database is empty.
    func root() throws(DataError) -> Page? {
        meta.root == .max ? nil : try page(meta.root)
    }

    /// The page below a node of a branch.
    func child(_ place: Int, of page: Page) throws(DataError) -> Page {
        let node = try node(place, of: page)
        let low = UInt64(node.load(0, UInt32.self))
        return try self.page(low | UInt64(node.load(4, UInt16.self)) << 32)
    }

    /// The key of a node.
    func key(_ place: Int, of page: Page) throws(DataError) -> UnsafeRawBufferPointer {
        let node = try node(place, of: page)
        return try slice(node, Self.nodeHeaderSize, Int(node.load(6, UInt16.self)), page)
    }

    /// The value of a leaf's node.
    func value(_ place: Int, of page: Page) throws(DataError) -> UnsafeRawBufferPointer {
        let node = try node(place, of: page)
        let size = Int(node.load(0, UInt32.self))
        let flags = node.load(4, UInt16.self)
        let start = Self.nodeHeaderSize + Int(node.load(6, UInt16.self))
        switch flags {
        case 0:
            return try slice(node, start, size, page)
        case 1:
            let first = try slice(node, start, 8, page).load(0, UInt64.self)
            guard first <= meta.lastPage else { throw damaged(page) }
            let start = Int(first) * meta.pageSize
            let large = UnsafeRawBufferPointer(rebasing: bytes[start...])
            return try slice(large, Self.headerSize, size, page)
        default:
            throw damaged(page)
        }
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

    private func page(_ number: UInt64) throws(DataError) -> Page {
        guard number <= meta.lastPage else { throw damaged(number) }
        let start = Int(number) * meta.pageSize
        let page = UnsafeRawBufferPointer(rebasing: bytes[start..<start + meta.pageSize])
        let flags = page.load(10, UInt16.self)
        let count = (Int(page.load(12, UInt16.self)) - Self.headerSize) / 2
        let isBranch = flags == 1
        guard isBranch || flags == 2, count > 0,
            Self.headerSize + 2 * count <= meta.pageSize
        else { throw damaged(number) }
        return Page(number: number, bytes: page, isBranch: isBranch, count: count)
    }

    /// The bytes from a node to the end of its page, at least a node's header.
    private func node(_ place: Int, of page: Page) throws(DataError) -> UnsafeRawBufferPointer {
        let start = Int(page.bytes.load(Self.headerSize + 2 * place, UInt16.self))
        guard start + Self.nodeHeaderSize <= page.bytes.count else { throw damaged(page) }
        return UnsafeRawBufferPointer(rebasing: page.bytes[start...])
    }

    private func slice(
        _ bytes: UnsafeRawBufferPointer,
        _ start: Int,
        _ count: Int,
        _ page: Page
    ) throws(DataError) -> UnsafeRawBufferPointer {
        guard start + count <= bytes.count else { throw damaged(page) }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    }
}

extension LMDBPages {
    /// What one meta page says that matters here.
    private struct Meta {
        let pageSize: Int
        let entryCount: Int
        let root: UInt64
        let lastPage: UInt64
        let transaction: UInt64

        /// Offsets follow the page header, the fields of `MDB_meta` and its two `MDB_db`.
        init?(_ bytes: UnsafeRawBufferPointer, at page: Int) {
            guard bytes.count >= page + 152 else { return nil }
            let size = Int(bytes.load(page + 40, UInt32.self))
            let flags = bytes.load(page + 92, UInt16.self)
            guard bytes.load(page + 16, UInt32.self) == 0xBEEF_C0DE,
                bytes.load(page + 20, UInt32.self) == 1,
                (512...65536).contains(size), size & (size - 1) == 0, flags == 0,
                let entries = Int(exactly: bytes.load(page + 120, UInt64.self))
            else { return nil }
            pageSize = size
            entryCount = entries
            root = bytes.load(page + 128, UInt64.self)
            lastPage = bytes.load(page + 136, UInt64.self)
            transaction = bytes.load(page + 144, UInt64.self)
        }
    }

    private static func meta(
        of bytes: UnsafeRawBufferPointer,
        _ path: String
    ) throws(DataError) -> Meta {
        guard let first = Meta(bytes, at: 0) else {
            if bytes.isEmpty {
                throw .invalidFile(path: path, reason: "not an LMDB: the file is empty")
            }
            try FileBytes.checkKind(Array(bytes.prefix(ForeignFile.headSize)), path: path)
            throw .invalidFile(
                path: path,
                reason: "not an LMDB made on this kind of machine; build the data set again"
            )
        }
        let second = Meta(bytes, at: first.pageSize)
        let newest = second.map { $0.transaction > first.transaction ? $0 : first }
        let pageCount = bytes.count / first.pageSize
        guard let newest, newest.pageSize == first.pageSize, newest.lastPage < UInt64(pageCount)
        else {
            throw .invalidFile(
                path: path,
                reason: "truncated: it has only \(bytes.count) bytes; copy it again or build it "
                    + "again"
            )
        }
        return newest
    }

    private static func map(_ path: String) throws(DataError) -> UnsafeRawBufferPointer {
        let descriptor = path.withRawCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .lastSystemError("read", path) }
        let size = Int(status.st_size)
        if size == 0 { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let address = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0)
        guard let address, address != MAP_FAILED else { throw .lastSystemError("read", path) }
        return UnsafeRawBufferPointer(start: address, count: size)
    }

    private static func unmap(_ bytes: UnsafeRawBufferPointer) {
        guard let address = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
}

extension UnsafeRawBufferPointer {
    /// The number at an offset, wherever it lies.
    fileprivate func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
        loadUnaligned(fromByteOffset: offset, as: type)
    }
}

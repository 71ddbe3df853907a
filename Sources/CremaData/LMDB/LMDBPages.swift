import Glibc

/// What the two meta pages at the head of a `data.mdb` say, read without mapping the file.
///
/// LMDB maps the file and trusts it; past the end of a truncated one the process would die of
/// SIGBUS. So the newest meta page's last page number is compared with the file's size first.
enum LMDBFile {
    /// Throws where the folder has no `data.mdb`, or one that is no LMDB, or a truncated one.
    static func check(folder: String) throws(DataError) {
        if Folder.hasFile(folder) {
            throw .invalidFile(
                path: folder,
                reason: "an LMDB is a folder with a data.mdb in it, this is a file"
            )
        }
        let path = "\(folder)/data.mdb"
        guard Folder.exists(folder) else { throw .lastSystemError("read database", folder) }
        guard Folder.hasFile(path) else {
            throw .invalidFile(path: folder, reason: "no LMDB: the folder has no data.mdb")
        }
        let (head, size) = try readHead(path)
        guard let first = Meta(head, at: 0) else {
            throw .invalidFile(
                path: path,
                reason: "not an LMDB made on this kind of machine; build the data set again"
            )
        }
        guard let second = Meta(head, at: first.pageSize) else {
            throw .invalidFile(
                path: path,
                reason: "truncated: it has only \(size) bytes; copy it again or build it again"
            )
        }
        let newest = second.transaction > first.transaction ? second : first
        let claimed = (newest.lastPage + 1).multipliedReportingOverflow(by: first.pageSize)
        guard !claimed.overflow, size >= claimed.partialValue else {
            throw .invalidFile(
                path: path,
                reason: "truncated: its pages say \(claimed.partialValue) bytes, the file has "
                    + "\(size); copy it again or build it again"
            )
        }
    }

    /// The fields of one meta page that matter here.
    private struct Meta {
        let pageSize: Int
        let lastPage: Int
        let transaction: UInt64

        /// Offsets follow LMDB 0.9's `MDB_page` header (16 bytes) and `MDB_meta`, 64-bit.
        init?(_ head: [UInt8], at page: Int) {
            guard head.count >= page + 152 else { return nil }
            func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
                head.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: page + offset, as: type) }
            }
            let size = Int(load(40, UInt32.self))
            guard load(16, UInt32.self) == 0xBEEF_C0DE, load(20, UInt32.self) == 1,
                (512...65536).contains(size), size & (size - 1) == 0,
                let last = Int(exactly: load(136, UInt64.self)), last < Int.max
            else { return nil }
            pageSize = size
            lastPage = last
            transaction = load(144, UInt64.self)
        }
    }

    private static func readHead(
        _ path: String
    ) throws(DataError) -> (head: [UInt8], size: Int) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .lastSystemError("read", path) }
        var head = [UInt8](repeating: 0, count: 2 * 65536)
        let length = head.withUnsafeMutableBytes { buffer in
            retryingInterrupts { pread(descriptor, buffer.baseAddress, buffer.count, 0) }
        }
        guard length >= 0 else { throw .lastSystemError("read", path) }
        return (Array(head[..<length]), Int(status.st_size))
    }
}

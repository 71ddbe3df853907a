import CremaProto
import Glibc

/// A new database being filled, which appears under its name when it is whole.
///
/// Until `finish()` it is a folder `NAME.PROCESS.partial`, so that a conversion that is
/// stopped leaves nothing that could be taken for a database, and of two at once only
/// one gives it its name.
public final class NewDatabase {
    /// The folder that it will be.
    public let path: String
    private let partial: String
    private var writer: (any RecordWriter)?

    /// Begins a database of a kind, such as `lmdb`; throws where there is something under its name
    /// already.
    public init(path: String, backend: String) throws(DataError) {
        let kind = try DatabaseCatalog.kind(named: backend)
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard !Folder.exists(path), !Folder.hasFile(path) else {
            throw .system(
                operation: "write database",
                path: path,
                reason: "it already exists; remove it, or choose another name"
            )
        }
        self.path = path
        AtomicFile.removeStale(startingWith: "\(path).")
        partial = "\(path).\(getpid()).partial"
        try Folder.remove(partial)
        writer = try kind.create(path: partial)
    }

    deinit {
        guard writer != nil else { return }
        writer = nil
        try? Folder.remove(partial)
    }

    /// Adds a record; keys in increasing order make the smallest file.
    ///
    /// Keys are cut to the length that a database allows, so what distinguishes them comes first.
    public func put(key: String, value: [UInt8]) throws(DataError) {
        try put(key: key.rawBytes, value: value)
    }

    /// Adds a record in the same way, its key as bytes.
    public func put(key: [UInt8], value: [UInt8]) throws(DataError) {
        try writer?.put(key: Array(key.prefix(LMDBWriter.maxKeyLength)), value: value)
    }

    /// Has every record on the disk and gives the database its name.
    public func finish() throws(DataError) {
        try writer?.finish()
        writer = nil
        try Folder.rename(partial, to: path)
    }
}

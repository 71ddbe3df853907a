import CLevelDB

/// A new LevelDB being filled; records are written a thousand at a time.
///
/// Nothing is on the disk for certain before `finish()` returns.
public final class LevelDBWriter: RecordWriter {
    private let path: String
    private let handle: OpaquePointer
    private let batch: OpaquePointer
    private var pendingCount = 0
    private var pendingBytes = 0

    private static let batchCount = 1000
    private static let batchBytes = 32 << 20

    /// Makes the folder and an empty database in it; throws where one is there already.
    public init(path: String) throws(DataError) {
        self.path = path
        guard !Folder.hasFile("\(path)/CURRENT") else {
            throw .system(operation: "write", path: path, reason: "there is a database already")
        }
        try Folder.create(path)
        handle = try LevelDBOptions(creates: true).open(path)
        batch = leveldb_writebatch_create()
    }

    deinit {
        leveldb_writebatch_destroy(batch)
        leveldb_close(handle)
    }

    /// Adds a record, in whatever order; a later one replaces an earlier one of its key.
    public func put(key: [UInt8], value: [UInt8]) throws(DataError) {
        key.withCharacters { name in
            value.withCharacters { leveldb_writebatch_put(batch, name, key.count, $0, value.count) }
        }
        pendingCount += 1
        pendingBytes += key.count + value.count
        if pendingCount >= Self.batchCount || pendingBytes >= Self.batchBytes { try commit() }
    }

    /// Writes what is pending.
    public func commit() throws(DataError) {
        try write(synced: false)
    }

    /// Writes what is pending and syncs it to the disk.
    public func finish() throws(DataError) {
        try write(synced: true)
    }

    private func write(synced: Bool) throws(DataError) {
        let options = leveldb_writeoptions_create()
        defer { leveldb_writeoptions_destroy(options) }
        leveldb_writeoptions_set_sync(options, synced ? 1 : 0)
        try LevelDBFiles.check(path, "write") { leveldb_write(handle, options, batch, $0) }
        leveldb_writebatch_clear(batch)
        (pendingCount, pendingBytes) = (0, 0)
    }
}

import CLMDB
import CremaProto
import Glibc

/// A new LMDB environment being filled; records are committed a thousand at a time.
///
/// Nothing is on the disk for certain before `finish()` returns, so write into a folder with a
/// temporary name and rename it then.
public final class LMDBWriter: RecordWriter {
    private let path: String
    private let environment: OpaquePointer
    private var mapSize: Int
    private var pending: [DatabaseRecord] = []
    private var pendingBytes = 0
    private var lastKey: [UInt8] = []

    /// The longest key that LMDB takes, in bytes.
    public static let maxKeyLength = 511

    private static let batchCount = 1000
    private static let batchBytes = 32 << 20

    /// Makes the folder and an empty database in it; throws where one is there already.
    public init(path: String, mapSize: Int = 64 << 20) throws(DataError) {
        self.path = path
        self.mapSize = mapSize
        guard !Folder.hasFile("\(path)/data.mdb") else {
            throw .system(operation: "write", path: path, reason: "there is a database already")
        }
        try Folder.create(path)
        environment = try Self.open(path)
        try Self.check(mdb_env_set_mapsize(environment, mapSize), path)
    }

    deinit {
        mdb_env_close(environment)
    }

    /// Adds a record; keys in increasing order make the smallest file.
    public func put(key: [UInt8], value: [UInt8]) throws(DataError) {
        pending.append(DatabaseRecord(key: key, value: value))
        pendingBytes += key.count + value.count
        if pending.count >= Self.batchCount || pendingBytes >= Self.batchBytes { try commit() }
    }

    /// Commits what is pending and syncs it to the disk.
    public func finish() throws(DataError) {
        try commit()
        try Self.check(mdb_env_sync(environment, 1), path)
    }

    /// Writes what is pending.
    public func commit() throws(DataError) {
        while true {
            let code = writePending()
            guard code == MDB_MAP_FULL else {
                // LMDB calls a write cut short by a full disk an input/output error.
                let isFull = code == EIO && Folder.freeBytes(path) < pendingBytes
                try Self.check(isFull ? ENOSPC : code, path)
                break
            }
            mapSize *= 2
            try Self.check(mdb_env_set_mapsize(environment, mapSize), path)
        }
        lastKey = pending.last?.key ?? lastKey
        pending.removeAll(keepingCapacity: true)
        pendingBytes = 0
    }

    /// One transaction with every pending record; LMDB's code.
    private func writePending() -> Int32 {
        var transaction: OpaquePointer?
        var code = mdb_txn_begin(environment, nil, 0, &transaction)
        guard code == 0 else { return code }
        var table = MDB_dbi()
        code = mdb_dbi_open(transaction, nil, 0, &table)
        var last = lastKey
        for record in pending where code == 0 {
            let appends = last.lexicographicallyPrecedes(record.key)
            code = put(record, appends: appends, transaction, table)
            if appends { last = record.key }
        }
        guard code == 0 else {
            mdb_txn_abort(transaction)
            return code
        }
        return mdb_txn_commit(transaction)
    }

    private func put(
        _ record: DatabaseRecord,
        appends: Bool,
        _ transaction: OpaquePointer?,
        _ table: MDB_dbi
    ) -> Int32 {
        record.key.withUnsafeBytes { key in
            record.value.withUnsafeBytes { value in
                var name = MDB_val(
                    mv_size: key.count,
                    mv_data: UnsafeMutableRawPointer(mutating: key.baseAddress)
                )
                var data = MDB_val(
                    mv_size: value.count,
                    mv_data: UnsafeMutableRawPointer(mutating: value.baseAddress)
                )
                return mdb_put(transaction, table, &name, &data, appends ? UInt32(MDB_APPEND) : 0)
            }
        }
    }

    private static func open(_ path: String) throws(DataError) -> OpaquePointer {
        var environment: OpaquePointer?
        try check(mdb_env_create(&environment), path)
        guard let environment else { throw .lastSystemError("write", path) }
        do throws(DataError) {
            let flags = UInt32(MDB_NOLOCK | MDB_NOSYNC)
            try check(path.withRawCString { mdb_env_open(environment, $0, flags, 0o644) }, path)
        } catch {
            mdb_env_close(environment)
            throw error
        }
        return environment
    }

    private static func check(_ code: Int32, _ path: String) throws(DataError) {
        guard code != 0 else { return }
        let reason = String(cString: mdb_strerror(code))
        throw .system(operation: "write", path: path, reason: reason)
    }
}

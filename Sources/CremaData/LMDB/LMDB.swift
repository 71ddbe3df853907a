import CLMDB
import Glibc

/// An LMDB environment, the folder with a `data.mdb` that Caffe calls a database, open for reading.
///
/// It takes no lock and leaves no lock file behind, so a read-only folder will do; nobody may write
/// to the database meanwhile.
public final class LMDB: @unchecked Sendable {
    /// One key and its value.
    public struct Record: Sendable {
        /// By which the records are ordered, byte by byte.
        public let key: [UInt8]
        /// In Caffe's databases a serialised Datum.
        public let value: [UInt8]

        /// The key as text.
        public var name: String { String(decoding: key, as: UTF8.self) }
    }

    /// The folder.
    public let path: String
    /// How many records it has.
    public let count: Int
    private let environment: OpaquePointer

    /// Opens the folder; throws where it is missing, is no LMDB, or its `data.mdb` is shorter than
    /// its own pages say (to read such a file would end the process).
    public init(path: String) throws(DataError) {
        self.path = path
        try LMDBFile.check(folder: path)
        environment = try Self.open(
            path,
            flags: MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS,
            operation: "read"
        )
        var status = MDB_stat()
        mdb_env_stat(environment, &status)
        count = status.ms_entries
    }

    deinit {
        mdb_env_close(environment)
    }

    /// A walk over all records in the order of their keys; each walk is independent of the others.
    public func cursor() throws(DataError) -> Cursor {
        try Cursor(over: self)
    }

    /// The value of a key, or nil where there is none.
    public func value(forKey key: [UInt8]) throws(DataError) -> [UInt8]? {
        try cursor().seek(key)?.value
    }

    fileprivate static func open(
        _ path: String,
        flags: Int32,
        operation: String
    ) throws(DataError) -> OpaquePointer {
        var environment: OpaquePointer?
        try check(mdb_env_create(&environment), operation, path)
        guard let environment else { throw .lastSystemError(operation, path) }
        do throws(DataError) {
            try check(mdb_env_open(environment, path, UInt32(flags), 0o644), operation, path)
        } catch {
            mdb_env_close(environment)
            throw error
        }
        return environment
    }

    fileprivate static func check(
        _ code: Int32,
        _ operation: String,
        _ path: String
    ) throws(DataError) {
        guard code != 0 else { return }
        let reason = String(cString: mdb_strerror(code))
        throw .system(operation: operation, path: path, reason: reason)
    }
}

extension LMDB {
    /// A walk over the records of a database that begins again after the last one.
    public final class Cursor: @unchecked Sendable {
        private let database: LMDB
        private let transaction: OpaquePointer
        private let cursor: OpaquePointer

        fileprivate init(over database: LMDB) throws(DataError) {
            self.database = database
            var transaction: OpaquePointer?
            try check(
                mdb_txn_begin(database.environment, nil, UInt32(MDB_RDONLY), &transaction),
                "read",
                database.path
            )
            guard let transaction else { throw .lastSystemError("read", database.path) }
            var table = MDB_dbi()
            var cursor: OpaquePointer?
            do throws(DataError) {
                try check(mdb_dbi_open(transaction, nil, 0, &table), "read", database.path)
                try check(mdb_cursor_open(transaction, table, &cursor), "read", database.path)
            } catch {
                mdb_txn_abort(transaction)
                throw error
            }
            self.transaction = transaction
            self.cursor = cursor!
        }

        deinit {
            mdb_cursor_close(cursor)
            mdb_txn_abort(transaction)
        }

        /// The next record, the first one after the last; throws where the database is empty.
        public func next() throws(DataError) -> Record {
            if let record = try record(MDB_NEXT) { return record }
            if let record = try record(MDB_FIRST) { return record }
            throw .invalidFile(path: database.path, reason: "the database has no records")
        }

        /// What `read` makes of the next record's key and value, in place, or nil after the last.
        public func nextUntilEnd<T>(
            _ read: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> T
        ) throws(DataError) -> T? {
            var key = MDB_val()
            var value = MDB_val()
            let code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
            if code == MDB_NOTFOUND { return nil }
            try check(code, "read", database.path)
            return read(
                UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size),
                UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
            )
        }

        /// Moves on over records without reading them, past the end to the first again.
        public func skip(_ count: Int) throws(DataError) {
            for _ in 0..<count {
                let isPastEnd = try !step(MDB_NEXT)
                if isPastEnd { _ = try step(MDB_FIRST) }
            }
        }

        /// Moves to a key and reads its record, or nil where there is no such key.
        func seek(_ key: [UInt8]) throws(DataError) -> Record? {
            try record(MDB_SET_KEY, key: key)
        }

        private func step(_ operation: MDB_cursor_op) throws(DataError) -> Bool {
            var found = MDB_val()
            let code = mdb_cursor_get(cursor, &found, nil, operation)
            if code == MDB_NOTFOUND { return false }
            try check(code, "read", database.path)
            return true
        }

        private func record(
            _ operation: MDB_cursor_op,
            key: [UInt8] = []
        ) throws(DataError) -> Record? {
            var key = key
            var value = MDB_val()
            var found: [UInt8] = []
            let code = key.withUnsafeMutableBytes { bytes in
                var name = MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
                let code = mdb_cursor_get(cursor, &name, &value, operation)
                if code == 0 { found = LMDB.copy(name) }
                return code
            }
            if code == MDB_NOTFOUND { return nil }
            try check(code, "read", database.path)
            return Record(key: found, value: LMDB.copy(value))
        }
    }

    fileprivate static func copy(_ value: MDB_val) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }
}

/// A new LMDB environment being filled; records are committed a thousand at a time.
///
/// Nothing is on the disk for certain before `finish()` returns, so write into a folder with a
/// temporary name and rename it then.
public final class LMDBWriter {
    private let path: String
    private let environment: OpaquePointer
    private var mapSize: Int
    private var pending: [LMDB.Record] = []
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
        environment = try LMDB.open(path, flags: MDB_NOLOCK | MDB_NOSYNC, operation: "write")
        try LMDB.check(mdb_env_set_mapsize(environment, mapSize), "write", path)
    }

    deinit {
        mdb_env_close(environment)
    }

    /// Adds a record; keys in rising order make the smallest file.
    public func put(key: [UInt8], value: [UInt8]) throws(DataError) {
        pending.append(LMDB.Record(key: key, value: value))
        pendingBytes += key.count + value.count
        if pending.count >= Self.batchCount || pendingBytes >= Self.batchBytes { try commit() }
    }

    /// Commits what is pending and asks the disk to keep it all.
    public func finish() throws(DataError) {
        try commit()
        try LMDB.check(mdb_env_sync(environment, 1), "write", path)
    }

    private func commit() throws(DataError) {
        while true {
            let code = writePending()
            guard code == MDB_MAP_FULL else {
                // LMDB calls a write cut short by a full disk an input/output error.
                let isFull = code == EIO && Folder.freeBytes(path) < pendingBytes
                try LMDB.check(isFull ? ENOSPC : code, "write", path)
                break
            }
            mapSize *= 2
            try LMDB.check(mdb_env_set_mapsize(environment, mapSize), "write", path)
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
        _ record: LMDB.Record,
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
}

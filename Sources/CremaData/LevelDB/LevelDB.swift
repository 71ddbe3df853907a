import CLevelDB
public import CremaProto

/// A LevelDB database, a folder with a `CURRENT` in it, open for reading.
///
/// The library takes the folder for one process at a time, and writes there even to read.
public final class LevelDB: RecordDatabase {
    /// `backend: LEVELDB`, the default of `data_param`.
    public static let backend = DataParameter.DB.leveldb
    /// `leveldb`.
    public static let name = "leveldb"
    /// In a sentence: a LevelDB.
    public static let title = (article: "a", noun: "LevelDB")
    /// The file in its folder that names the newest list of tables.
    public static let mark = "CURRENT"

    /// The folder.
    public let path: String
    private let opened: OpenLevelDB
    // Made here, set up once, and only read by the library from then on.
    nonisolated(unsafe) private let readOptions: OpaquePointer

    /// Opens the folder; throws if it is missing, is not a LevelDB, is damaged, or
    /// another process has it.
    public init(path: String) throws(DataError) {
        self.path = path
        opened = try OpenLevelDB(folder: path)
        readOptions = leveldb_readoptions_create()
        leveldb_readoptions_set_verify_checksums(readOptions, 1)
        // Records are read in order, once an epoch: a cache would only take memory.
        leveldb_readoptions_set_fill_cache(readOptions, 0)
    }

    deinit {
        leveldb_readoptions_destroy(readOptions)
    }

    /// Makes the folder and an empty database in it; throws where one is there already.
    public static func create(path: String) throws(DataError) -> any RecordWriter {
        try LevelDBWriter(path: path)
    }

    /// A walk over all records in the order of their keys.
    public func cursor() -> any RecordCursor {
        Cursor(over: self)
    }

    /// The value of a key, or nil if there is none; throws where the database is damaged.
    public func value(forKey key: [UInt8]) throws(DataError) -> [UInt8]? {
        let cursor = Cursor(over: self)
        guard try cursor.seek(to: key) else { return nil }
        return try cursor.withRecord { $0.elementsEqual(key) ? Array($1) : nil }
    }

    /// A walk over the records of a database that begins again after the last one.
    private final class Cursor: RecordCursor {
        private let database: LevelDB
        private let iterator: OpaquePointer
        private var isInside = false

        init(over database: LevelDB) {
            self.database = database
            iterator = leveldb_create_iterator(database.opened.handle, database.readOptions)
        }

        deinit {
            leveldb_iter_destroy(iterator)
        }

        var path: String { database.path }

        func advance() throws(DataError) -> Bool {
            if isInside {
                leveldb_iter_next(iterator)
            } else {
                leveldb_iter_seek_to_first(iterator)
            }
            return try settle()
        }

        /// Moves to the first record whose key is not below; false if there is none.
        func seek(to key: [UInt8]) throws(DataError) -> Bool {
            key.withCharacters { leveldb_iter_seek(iterator, $0, key.count) }
            return try settle()
        }

        func withRecord<T>(
            _ read: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> T
        ) throws(DataError) -> T {
            precondition(isInside, "the walk is at a record")
            var (keySize, valueSize) = (0, 0)
            let key = leveldb_iter_key(iterator, &keySize)
            let value = leveldb_iter_value(iterator, &valueSize)
            return read(
                UnsafeRawBufferPointer(start: key, count: keySize),
                UnsafeRawBufferPointer(start: value, count: valueSize)
            )
        }

        /// The iterator passes over damaged blocks and only remembers them, so
        /// it is asked each time.
        private func settle() throws(DataError) -> Bool {
            try LevelDBFiles.check(path, "read") { leveldb_iter_get_error(iterator, $0) }
            isInside = leveldb_iter_valid(iterator) != 0
            return isInside
        }
    }
}

extension [UInt8] {
    /// The bytes as C's `char`, for the time of a call.
    func withCharacters<T>(_ body: (UnsafePointer<CChar>?) -> T) -> T {
        withUnsafeBytes { body($0.bindMemory(to: CChar.self).baseAddress) }
    }
}

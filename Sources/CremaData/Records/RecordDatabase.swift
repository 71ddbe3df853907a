public import CremaProto

/// One key of a database and its value.
public struct DatabaseRecord: Sendable, Equatable {
    /// By which the records are ordered, byte by byte.
    public let key: [UInt8]
    /// In Caffe's databases a serialised Datum.
    public let value: [UInt8]

    /// A record of that key and value.
    public init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }

    /// The key as text.
    public var name: String { String(decoding: key, as: UTF8.self) }
}

/// A kind of database that Caffe's `backend` names, open for reading.
public protocol RecordDatabase: AnyObject, Sendable {
    /// The kind as a net's `data_param` names it.
    static var backend: DataParameter.DB { get }
    /// The kind as commands name it: `lmdb`.
    static var name: String { get }
    /// The kind in a sentence, behind its article: `an` and `LMDB`.
    static var title: (article: String, noun: String) { get }
    /// The file that makes a folder such a database.
    static var mark: String { get }

    /// Opens a database; throws where it is missing, damaged or of another kind.
    init(path: String) throws(DataError)

    /// Makes a new database to be filled; throws where there is one already.
    static func create(path: String) throws(DataError) -> any RecordWriter

    /// The folder.
    var path: String { get }

    /// A walk over all records in the order of their keys; each walk is independent of the others.
    func cursor() -> any RecordCursor

    /// The value of a key, or nil if there is none; throws where the database is damaged.
    func value(forKey key: [UInt8]) throws(DataError) -> [UInt8]?
}

extension RecordDatabase {
    /// Throws if a folder is not a database of this kind; the error names its kind.
    static func check(folder: String) throws(DataError) {
        let (article, noun) = title
        if Folder.hasFile(folder) {
            throw .invalidFile(
                path: folder,
                reason: "\(article) \(noun) is a folder with a \(mark) in it, this is a file"
            )
        }
        guard Folder.exists(folder) else { throw .lastSystemError("read database", folder) }
        guard !Folder.hasFile("\(folder)/\(mark)") else { return }
        let other = DatabaseCatalog.all.first { Folder.hasFile("\(folder)/\($0.mark)") }
        let found = other.map {
            " but \($0.title.article) \($0.title.noun); say backend: \($0.name.uppercased())"
        }
        throw .invalidFile(
            path: folder,
            reason: "no \(noun)" + (found ?? ": the folder has no \(mark)")
        )
    }
}

/// A walk over the records of a database that begins again after the last one.
public protocol RecordCursor: AnyObject {
    /// The database's folder, for errors.
    var path: String { get }

    /// Moves to the next record, to the first one from outside; false, and outside, after the last.
    ///
    /// Throws where the database is damaged.
    func advance() throws(DataError) -> Bool

    /// What `read` makes of the key and the value that the walk is at, in place.
    func withRecord<T>(
        _ read: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> T
    ) throws(DataError) -> T
}

extension RecordCursor {
    /// The next record, the first one after the last; throws where the
    /// database is empty or damaged.
    public func next() throws(DataError) -> DatabaseRecord {
        if let record = try nextUntilEnd() { return record }
        if let record = try nextUntilEnd() { return record }
        throw .invalidFile(path: path, reason: "the database has no records")
    }

    /// The next record, or nil after the last; after that comes the first again.
    public func nextUntilEnd() throws(DataError) -> DatabaseRecord? {
        try nextUntilEnd { DatabaseRecord(key: Array($0), value: Array($1)) }
    }

    /// What `read` makes of the next record's key and value, in place, or nil after the last.
    public func nextUntilEnd<T>(
        _ read: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> T
    ) throws(DataError) -> T? {
        guard try advance() else { return nil }
        return try withRecord(read)
    }

    /// Moves on over records without reading them, past the end to the first again.
    public func skip(_ count: Int) throws(DataError) {
        var left = count
        // How many records lie between the first one and the last, once a round is complete.
        var round: Int?
        while left > 0 {
            if try advance() {
                left -= 1
                round = round.map { $0 + 1 }
            } else {
                if round == 0 {
                    throw .invalidFile(path: path, reason: "the database has no records")
                }
                if let round { left %= round }
                round = 0
            }
        }
    }
}

/// A new database being filled.
public protocol RecordWriter: AnyObject {
    /// Adds a record; keys in increasing order make the smallest file.
    ///
    /// Throws where a batch of records is full and cannot be written.
    func put(key: [UInt8], value: [UInt8]) throws(DataError)

    /// Writes what is pending.
    func commit() throws(DataError)

    /// Writes what is pending and syncs it to the disk; to be called once, at the end.
    func finish() throws(DataError)
}

/// The kinds of databases.
public enum DatabaseCatalog {
    /// All of them, in the order of their names.
    public static let all: [any RecordDatabase.Type] = [LevelDB.self, LMDB.self]

    /// The kind that a net's `data_param` names.
    public static func kind(_ backend: DataParameter.DB) -> any RecordDatabase.Type {
        guard let kind = all.first(where: { $0.backend == backend }) else {
            preconditionFailure("every backend of caffe.proto is in the catalog")
        }
        return kind
    }

    /// The kind that a command names; throws with the known names.
    public static func kind(named name: String) throws(DataError) -> any RecordDatabase.Type {
        if let kind = all.first(where: { $0.name == name }) { return kind }
        let known = all.map { $0.name }.joined(separator: ", ")
        throw .invalidDatabase(reason: "unknown database backend \"\(name)\"; known are \(known)")
    }

    /// Opens a database of a named kind for reading.
    public static func open(
        path: String,
        backend: String
    ) throws(DataError) -> any RecordDatabase {
        try kind(named: backend).init(path: path)
    }

    /// Makes a new database of a named kind to be filled.
    public static func create(
        path: String,
        backend: String
    ) throws(DataError) -> any RecordWriter {
        try kind(named: backend).create(path: path)
    }
}

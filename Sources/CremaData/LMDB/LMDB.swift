public import CremaProto

/// An LMDB environment, the folder with a `data.mdb` that Caffe calls a database, open for reading.
///
/// The pages are walked here and not by the LMDB library, which trusts them: one damaged byte in a
/// file, or a file that is cut short meanwhile, would end the process there, and is a sentence
/// here. No lock is taken and no lock file left behind, so a read-only folder will do; nobody may
/// write to the database meanwhile.
public final class LMDB: RecordDatabase {
    /// `backend: LMDB`.
    public static let backend = DataParameter.DB.lmdb
    /// `lmdb`.
    public static let name = "lmdb"
    /// In a sentence: an LMDB.
    public static let title = (article: "an", noun: "LMDB")
    /// The file in its folder that holds all of it.
    public static let mark = "data.mdb"

    /// The folder.
    public let path: String
    private let pages: LMDBPages

    /// Opens the folder; throws if it is missing, is not an LMDB, or is truncated.
    public init(path: String) throws(DataError) {
        self.path = path
        pages = try LMDBPages(folder: path)
    }

    /// Makes the folder and an empty database in it; throws where one is there already.
    public static func create(path: String) throws(DataError) -> any RecordWriter {
        try LMDBWriter(path: path)
    }

    /// How many records it has.
    public var count: Int { pages.entryCount }

    /// How many records there may be at most: a file may say more than it has room for.
    var mostRecords: Int { pages.mostEntries }

    /// A walk over all records that reads of their values what is asked for.
    func forEachRecord(
        _ body: (_ key: [UInt8], _ value: ValueParts) throws(DataError) -> Void
    ) throws(DataError) {
        let cursor = Cursor(over: self)
        while try cursor.advance() {
            let (key, value) = try cursor.parts()
            try body(key, value)
        }
    }

    /// A value of which parts are read.
    struct ValueParts {
        fileprivate let pages: LMDBPages
        fileprivate let value: LMDBPages.Value

        /// How many bytes it has.
        var count: Int { value.count }

        /// Bytes of it; fewer where it ends before.
        func bytes(_ range: Range<Int>) throws(DataError) -> ArraySlice<UInt8> {
            try pages.bytes(of: value, range)
        }
    }

    /// A walk over all records in the order of their keys; each walk is independent of the others.
    public func cursor() -> any RecordCursor {
        Cursor(over: self)
    }

    /// The value of a key, or nil if there is none; throws where a page on the way is damaged.
    public func value(forKey key: [UInt8]) throws(DataError) -> [UInt8]? {
        guard var page = try pages.root() else { return nil }
        for _ in 0..<LMDBPages.maxDepth {
            // The place of the last key that is not above; the first key of a branch is below all.
            var place = page.isBranch ? 0 : -1
            while place + 1 < page.count {
                let next = try pages.key(place + 1, of: page)
                if key.lexicographicallyPrecedes(next) { break }
                place += 1
            }
            if page.isBranch {
                page = try pages.child(place, of: page)
            } else {
                guard place >= 0 else { return nil }
                guard try pages.key(place, of: page).elementsEqual(key) else { return nil }
                return Array(try pages.bytes(of: pages.value(place, of: page)))
            }
        }
        throw pages.damaged(page)
    }
}

extension LMDB {
    /// A walk over the records of a database that begins again after the last one.
    private final class Cursor: RecordCursor {
        private let database: LMDB
        /// The pages from the root down to the leaf, each with the place that the walk is at.
        private var stack: [(page: LMDBPages.Page, place: Int)] = []
        private var given = 0

        init(over database: LMDB) {
            self.database = database
        }

        var path: String { database.path }

        func withRecord<T>(
            _ read: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> T
        ) throws(DataError) -> T {
            guard let (page, place) = stack.last else {
                preconditionFailure("the walk is at a record")
            }
            let pages = database.pages
            let key = try pages.key(place, of: page)
            let value = try pages.bytes(of: pages.value(place, of: page))
            return key.withUnsafeBytes { key in value.withUnsafeBytes { read(key, $0) } }
        }

        /// The key and parts of the value that the walk is at, of which no more is
        /// read than is asked for.
        func parts() throws(DataError) -> (key: [UInt8], value: ValueParts) {
            guard let (page, place) = stack.last else {
                preconditionFailure("the walk is at a record")
            }
            let pages = database.pages
            let value = try pages.value(place, of: page)
            return (Array(try pages.key(place, of: page)), ValueParts(pages: pages, value: value))
        }

        func advance() throws(DataError) -> Bool {
            if stack.isEmpty {
                guard let root = try database.pages.root() else { return false }
                given = 0
                stack = [(root, 0)]
            } else {
                stack[stack.count - 1].place += 1
            }
            while let (page, place) = stack.last {
                if place == page.count {
                    stack.removeLast()
                    if !stack.isEmpty { stack[stack.count - 1].place += 1 }
                } else if page.isBranch {
                    guard stack.count < LMDBPages.maxDepth else {
                        throw database.pages.damaged(page)
                    }
                    stack.append((try database.pages.child(place, of: page), 0))
                } else {
                    given += 1
                    // More records than there are: the pages lead in circles.
                    guard given <= database.count else { throw database.pages.damaged(page) }
                    return true
                }
            }
            return false
        }
    }
}

public import CremaProto

/// An LMDB environment, the folder with a `data.mdb` that Caffe calls a database, open for reading.
///
/// The pages are walked here and not by the LMDB library, which trusts them: one damaged byte in a
/// file would end the process there, and is a sentence here. No lock is taken and no lock file left
/// behind, so a read-only folder will do; nobody may write to the database meanwhile.
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

    /// Opens the folder; throws where it is missing, is no LMDB, or is truncated.
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

    /// A walk over all records in the order of their keys; each walk is independent of the others.
    public func cursor() -> any RecordCursor {
        Cursor(over: self)
    }

    /// The value of a key, or nil where there is none; throws where a page on the way is damaged.
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
                let isThere = try pages.key(place, of: page).elementsEqual(key)
                return isThere ? try Array(pages.value(place, of: page)) : nil
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
            return try read(pages.key(place, of: page), pages.value(place, of: page))
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

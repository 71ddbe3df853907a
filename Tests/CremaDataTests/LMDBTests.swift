import CremaData
import Glibc
import Testing
import TestSupport

@Suite struct LMDBTests {
    @Test func `gives back what was written, in the order of the keys, and begins again`() throws {
        let folder = try TemporaryFolder()
        let path = try Self.database(in: folder, count: 2500)
        let database = try LMDB(path: path)
        #expect(database.count == 2500)
        let cursor = database.cursor()
        for i in 0..<2500 {
            let record = try cursor.next()
            #expect(record.name == Self.key(i))
            #expect(record.value == Self.value(i))
        }
        let wrapped = try cursor.next()
        #expect(wrapped.name == Self.key(0))
        let value = try database.value(forKey: Array(Self.key(1234).utf8))
        #expect(value == Self.value(1234))
        let missing = try database.value(forKey: [0])
        #expect(missing == nil)
    }

    @Test func `grows its map as records come`() throws {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"), mapSize: 1 << 16)
        for i in 0..<40 {
            try writer.put(
                key: Array(Self.key(i).utf8),
                value: [UInt8](repeating: UInt8(i), count: 100_000)
            )
        }
        try writer.finish()
        let database = try LMDB(path: folder("db"))
        #expect(database.count == 40)
        let last = try database.value(forKey: Array(Self.key(39).utf8))
        #expect(last == [UInt8](repeating: 39, count: 100_000))
    }

    @Test func `keeps records whose keys come in any order`() throws {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"))
        for i in [5, 1, 9, 3, 7] { try writer.put(key: Array("\(i)".utf8), value: [UInt8(i)]) }
        try writer.finish()
        let cursor = try LMDB(path: folder("db")).cursor()
        let names = try (0..<5).map { _ in try cursor.next().name }
        #expect(names == ["1", "3", "5", "7", "9"])
    }

    @Test func `reports a file that is truncated while it is read`() throws {
        let folder = try TemporaryFolder()
        let path = try Self.database(in: folder, count: 2500)
        let (database, images) = (try LMDB(path: path), try LMDB(path: path))
        let cursor = database.cursor()
        _ = try cursor.next()
        truncate("\(path)/data.mdb", 8192)
        let error = #expect(throws: DataError.self) { for _ in 0..<2500 { _ = try cursor.next() } }
        #expect("\(try #require(error))".contains("truncated while it was read"))
        #expect(throws: DataError.self) { try images.value(forKey: Array(Self.key(1234).utf8)) }
        #expect(throws: DataError.self) { try DatabaseImages(path: path) }
    }

    @Test func `leaves no lock file behind`() throws {
        let folder = try TemporaryFolder()
        let path = try Self.database(in: folder, count: 3)
        _ = try LMDB(path: path).cursor().next()
        let names = try Folder.names(in: path)
        #expect(names == ["data.mdb"])
    }

    @Test func `reports that named databases are not a data set`() throws {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"))
        // A database with a name is a record of 48 bytes with a flag of its own.
        for name in ["train", "val"] {
            try writer.put(key: Array(name.utf8), value: [UInt8](repeating: 0, count: 48))
        }
        try writer.finish()
        var bytes = try FileBytes.read(path: folder("db/data.mdb"))
        for name in ["train", "val"] {
            let key = Array(name.utf8)
            let places = bytes.indices.dropLast(key.count).filter {
                bytes[$0..<$0 + key.count].elementsEqual(key) && bytes[$0 - 2] == UInt8(key.count)
            }
            for place in places { bytes[place - 4] = 2 }
        }
        try folder.write("db/data.mdb", bytes)
        let error = #expect(throws: DataError.self) { try LMDB(path: folder("db")) }
        #expect(
            error?.description.contains(
                "holds named databases, \"train\", \"val\": not a Caffe data set"
            ) == true
        )
    }

    @Test func `reports that a database of keys with several values is not a data set`() throws {
        let folder = try TemporaryFolder()
        let path = try Self.database(in: folder, count: 3)
        var bytes = try FileBytes.read(path: "\(path)/data.mdb")
        for meta in [0, 4096] { bytes[meta + 92] = 4 }
        try folder.write("other/data.mdb", bytes)
        let error = #expect(throws: DataError.self) { try LMDB(path: folder("other")) }
        #expect(error?.description.contains("not a Caffe data set") == true)
    }

    @Test func `refuses a folder that does not exist, by its path`() {
        let error = #expect(throws: DataError.self) { try LMDB(path: "/nowhere/db") }
        #expect(
            error?.description == "cannot read database /nowhere/db: No such file or directory"
        )
    }

    @Test func `refuses a folder without a data.mdb, and a file instead of a folder`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("plain", [1, 2, 3])
        let empty = #expect(throws: DataError.self) { try LMDB(path: folder.path) }
        #expect(empty?.description == "\(folder.path): no LMDB: the folder has no data.mdb")
        let plain = #expect(throws: DataError.self) { try LMDB(path: file) }
        #expect(plain?.description.contains("this is a file") == true)
    }

    @Test(arguments: [0, 100, 4096])
    func `refuses a data.mdb that is not LMDB`(length: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("db/data.mdb", [UInt8](repeating: 7, count: length))
        let error = #expect(throws: DataError.self) { try LMDB(path: folder("db")) }
        #expect(error?.description.contains("db/data.mdb: not an LMDB") == true)
    }

    @Test func `refuses a truncated data.mdb at every length`() throws {
        let folder = try TemporaryFolder()
        let path = try Self.database(in: folder, count: 2500)
        let whole = try FileBytes.read(path: "\(path)/data.mdb")
        for length in [5000, 8192, whole.count / 2, whole.count - 1] {
            try folder.write("cut/data.mdb", Array(whole[..<length]))
            let error = #expect(throws: DataError.self) { try LMDB(path: folder("cut")) }
            #expect(error?.description.contains("truncated") == true)
        }
    }

    @Test func `reads a damaged data.mdb to its end or to an error, never out of bounds`() throws {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"))
        for i in 0..<400 {
            let value = [UInt8](repeating: UInt8(i % 251), count: i % 10 == 0 ? 9000 : 700)
            try writer.put(key: Array(Self.key(i).utf8), value: value)
        }
        try writer.finish()
        let whole = try FileBytes.read(path: folder("db/data.mdb"))
        var random = Philox(seed: 1701, stream: 0).sequence(iteration: 0, element: 0)
        var refused = 0
        for _ in 0..<200 {
            var bytes = whole
            let page = random.nextIndex(below: bytes.count / 4096)
            for _ in 0..<4 {
                bytes[page * 4096 + random.nextIndex(below: 160)] = UInt8(
                    random.nextIndex(below: 256)
                )
            }
            try folder.write("bad/data.mdb", bytes)
            do throws(DataError) {
                let database = try LMDB(path: folder("bad"))
                let cursor = database.cursor()
                while try cursor.nextUntilEnd({ _, _ in }) != nil {}
                for i in 0..<400 { _ = try database.value(forKey: Array(Self.key(i).utf8)) }
            } catch {
                #expect(error.description.contains("\(folder("bad"))/data.mdb: "))
                refused += 1
            }
        }
        #expect(refused > 10)
    }

    @Test func `finds every key, and no other, in a tree of several levels`() throws {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"))
        let pad = String(repeating: "x", count: 300)
        for i in 0..<3000 {
            try writer.put(key: Array("\(Self.key(2 * i))\(pad)".utf8), value: [1])
        }
        try writer.finish()
        let database = try LMDB(path: folder("db"))
        for i in 0..<6001 {
            let value = try database.value(forKey: Array("\(Self.key(i - 1))\(pad)".utf8))
            #expect((value != nil) == (i % 2 == 1 && i < 6000))
        }
        var count = 0
        let cursor = database.cursor()
        while try cursor.nextUntilEnd({ _, _ in }) != nil { count += 1 }
        #expect(count == 3000)
    }

    @Test func `skips past the end to the first record again`() throws {
        let folder = try TemporaryFolder()
        let cursor = try LMDB(path: Self.database(in: folder, count: 10)).cursor()
        try cursor.skip(7)
        let eighth = try cursor.next()
        #expect(eighth.name == Self.key(7))
        try cursor.skip(4)
        let third = try cursor.next()
        #expect(third.name == Self.key(2))
    }

    @Test func `reports that an empty database has no records`() throws {
        let folder = try TemporaryFolder()
        let cursor = try LMDB(path: Self.database(in: folder, count: 0)).cursor()
        let error = #expect(throws: DataError.self) { try cursor.next() }
        #expect(error?.description == "\(folder("db")): the database has no records")
    }

    static func database(in folder: TemporaryFolder, count: Int) throws -> String {
        let writer = try LMDBWriter(path: folder("db"))
        for i in 0..<count { try writer.put(key: Array(key(i).utf8), value: value(i)) }
        try writer.finish()
        return folder("db")
    }

    static func key(_ index: Int) -> String { "key\(10_000_000 + index)" }

    static func value(_ index: Int) -> [UInt8] {
        (0..<index % 200).map { UInt8(truncatingIfNeeded: $0 &* index) }
    }
}

import CremaData
import Foundation
import TestSupport
import Testing

@Suite struct LevelDBTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `gives back what was written, in the order of the keys, and begins again`() throws {
        let database = try LevelDB(path: makeDatabase(count: 2500))
        let cursor = database.cursor()
        for i in 0..<2500 {
            let record = try cursor.next()
            #expect(record.name == LMDBTests.key(i))
            #expect(record.value == LMDBTests.value(i))
        }
        #expect(try cursor.next().name == LMDBTests.key(0))
        #expect(
            try database.value(forKey: Array(LMDBTests.key(1234).utf8)) == LMDBTests.value(1234)
        )
        #expect(try database.value(forKey: [0]) == nil)
        #expect(try database.value(forKey: [255]) == nil)
    }

    @Test func `orders keys that come in any order, and keeps the last of two`() throws {
        do {
            let writer = try LevelDBWriter(path: folder("db"))
            for i in [5, 1, 9, 3, 7] { try writer.put(key: Array("\(i)".utf8), value: [UInt8(i)]) }
            try writer.commit()
            try writer.put(key: Array("9".utf8), value: [99])
            try writer.finish()
        }
        let cursor = try LevelDB(path: folder("db")).cursor()
        let records = try (0..<5).map { _ in try cursor.next() }
        #expect(records.map(\.name) == ["1", "3", "5", "7", "9"])
        #expect(records.last?.value == [99])
    }

    @Test func `skips past the end to the first record again, however often`() throws {
        let cursor = try LevelDB(path: makeDatabase(count: 10)).cursor()
        try cursor.skip(7)
        #expect(try cursor.next().name == LMDBTests.key(7))
        try cursor.skip(1_000_000_004)
        #expect(try cursor.next().name == LMDBTests.key(2))
    }

    @Test func `two nets of a process may read it at once`() throws {
        let path = try makeDatabase(count: 3)
        let first = try LevelDB(path: path)
        let second = try LevelDB(path: "\(path)/../db")
        #expect(try first.cursor().next() == second.cursor().next())
    }

    @Test func `refuses a folder that is missing, empty, a file or an LMDB`() throws {
        #expect(
            said("/nowhere/db") == "cannot read database /nowhere/db: No such file or directory"
        )
        #expect(said(folder.path) == "\(folder.path): no LevelDB: the folder has no CURRENT")
        try folder.write("plain", [1, 2, 3])
        #expect(said(folder("plain"))?.contains("this is a file") == true)
        _ = try LMDBTests.database(in: folder, count: 1)
        #expect(said(folder("db"))?.contains("say backend: LMDB") == true)
        _ = try LevelDBWriter(path: folder("level"))
        let lmdb = #expect(throws: DataError.self) { try LMDB(path: folder("level")) }
        #expect(lmdb?.description.contains("say backend: LEVELDB") == true)
    }

    @Test func `refuses to write where there is a database already`() throws {
        let path = try makeDatabase(count: 1)
        let error = #expect(throws: DataError.self) { try LevelDBWriter(path: path) }
        #expect(error?.description.contains("there is a database already") == true)
    }

    @Test func `reports that an empty database has no records`() throws {
        let cursor = try LevelDB(path: makeDatabase(count: 0)).cursor()
        let next = #expect(throws: DataError.self) { try cursor.next() }
        #expect(next?.description == "\(folder("db")): the database has no records")
        let skip = #expect(throws: DataError.self) { try cursor.skip(3) }
        #expect(skip == next)
    }

    @Test func `reports that another process has the database open`() throws {
        let path = try makeDatabase(count: 1)
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = [
            "python3", "-c",
            """
            import fcntl, sys
            lock = open(sys.argv[1], "w")
            fcntl.lockf(lock, fcntl.LOCK_EX)
            print("held", flush=True)
            sys.stdin.read()
            """, "\(path)/LOCK",
        ]
        let (input, output) = (Pipe(), Pipe())
        (holder.standardInput, holder.standardOutput) = (input, output)
        try holder.run()
        _ = output.fileHandleForReading.availableData
        #expect(said(path)?.contains("another process has the database open") == true)
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        #expect(said(path) == nil)
    }

    @Test func `reads damaged files to their end or to an error, never out of bounds`() throws {
        // Opened once more, the records lie in a table, not in the log of the writer.
        let path = try makeDatabase(count: 400)
        _ = try LevelDB(path: path)
        let files = try Folder.names(in: path).filter { $0 != "LOCK" && !$0.hasPrefix("LOG") }
        #expect(files.contains { $0.hasSuffix(".ldb") })
        var whole: [String: [UInt8]] = [:]
        for name in files { whole[name] = try FileBytes.read(path: "\(path)/\(name)") }
        var random = Philox(seed: 1701, stream: 0).sequence(iteration: 0, element: 0)
        var refused = 0
        for _ in 0..<60 {
            try Folder.remove(folder("bad"))
            let victim = files[random.nextIndex(below: files.count)]
            for (name, bytes) in whole {
                var bytes = bytes
                if name == victim, !bytes.isEmpty {
                    // Towards the end, where a table says what lies where.
                    let span = random.nextWord() & 1 == 0 ? bytes.count : min(60, bytes.count)
                    for _ in 0..<3 {
                        bytes[bytes.count - 1 - random.nextIndex(below: span)] = UInt8(
                            random.nextIndex(below: 256)
                        )
                    }
                    if random.nextWord() & 3 == 0 {
                        bytes.removeLast(random.nextIndex(below: span))
                    }
                }
                try folder.write("bad/\(name)", bytes)
            }
            do throws(DataError) {
                let cursor = try LevelDB(path: folder("bad")).cursor()
                while try cursor.nextUntilEnd() != nil {}
            } catch {
                #expect(error.description.contains(folder("bad")))
                refused += 1
            }
        }
        #expect(refused > 10)
    }

    @Test func `reads past the leftovers of a process that ended while compacting`() throws {
        // Opened once more, the records lie in a table, not in the log of the writer.
        let path = try makeDatabase(count: 400)
        _ = try LevelDB(path: path)
        let table = try #require(Folder.names(in: path).first { $0.hasSuffix(".ldb") })
        let bytes = try FileBytes.read(path: "\(path)/\(table)")
        for (name, count) in [
            ("000900.ldb", 0), ("000901.ldb", 100), ("000902.ldb", bytes.count - 10),
            ("000903.sst", 48),
            ("000904.ldb", bytes.count), ("000905.dbtmp", 7),
        ] {
            try folder.write("db/\(name)", Array(bytes.prefix(count)))
        }
        let cursor = try LevelDB(path: path).cursor()
        for i in 0..<400 { #expect(try cursor.next().name == LMDBTests.key(i)) }
    }

    @Test func `refuses a live table that is truncated, missing or only a pointer to it`() throws {
        let path = try makeDatabase(count: 400)
        _ = try LevelDB(path: path)
        let name = try #require(Folder.names(in: path).first { $0.hasSuffix(".ldb") })
        let bytes = try FileBytes.read(path: "\(path)/\(name)")
        try folder.write("db/\(name)", Array(bytes.dropLast(10)))
        #expect(said(path)?.contains("\(name): damaged (it does not end as a table does)") == true)
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 17\n"
        try folder.write("db/\(name)", Array(pointer.utf8))
        #expect(said(path)?.contains("\(name): is a Git LFS pointer") == true)
        try Folder.remove("\(path)/\(name)")
        #expect(said(path)?.contains("missing files") == true)
        try folder.write("db/CURRENT", Array(pointer.utf8))
        #expect(said(path)?.contains("CURRENT: is a Git LFS pointer") == true)
    }

    private func said(_ path: String) -> String? {
        do throws(DataError) {
            _ = try LevelDB(path: path)
            return nil
        } catch { return error.description }
    }

    private func makeDatabase(count: Int) throws -> String {
        let writer = try LevelDBWriter(path: folder("db"))
        for i in 0..<count {
            try writer.put(key: Array(LMDBTests.key(i).utf8), value: LMDBTests.value(i))
        }
        try writer.finish()
        return folder("db")
    }
}

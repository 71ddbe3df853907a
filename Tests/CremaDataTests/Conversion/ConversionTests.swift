import CremaData
import Glibc
import TestSupport
import Testing

@Suite struct ConversionTests {
    @Test func `an unfinished database leaves nothing behind`() throws {
        let folder = try TemporaryFolder()
        do {
            let database = try NewDatabase(path: folder("db"), backend: "lmdb")
            try database.put(key: "00000000", value: [1])
            #expect(try Folder.names(in: folder.path) == ["db.\(getpid()).partial"])
        }
        #expect(try Folder.names(in: folder.path) == [])
    }

    @Test func `replaces an abandoned database, but not one that is being written`() throws {
        let folder = try TemporaryFolder()
        // No process has a number so high.
        for process in [pid_t.max, getppid()] {
            let path = folder("db.\(process).partial")
            try Folder.create(path)
            try AtomicFile.write(path: "\(path)/data.mdb", text: "of another process")
        }
        let database = try NewDatabase(path: folder("db/"), backend: "lmdb")
        try database.put(key: "b", value: [2])
        try database.finish()
        #expect(try Folder.names(in: folder.path) == ["db", "db.\(getppid()).partial"])
        #expect(try LMDB(path: folder("db")).cursor().next().value == [2])
        #expect(throws: DataError.self) { try NewDatabase(path: folder("db"), backend: "lmdb") }
    }

    @Test func `pairs depend on the seed alone`() throws {
        let folder = try Self.digits()
        let source = try MNISTConversion(images: folder("images"), labels: folder("labels"))
        let pairs = try [7, 7, 8].enumerated().map { index, seed in
            let path = folder("db\(index)")
            try SiameseConversion(source, seed: UInt64(seed))
                .write(to: NewDatabase(path: path, backend: "lmdb")) { _ in }
            return try Self.records(path).map(\.value)
        }
        #expect(pairs[0] == pairs[1])
        #expect(pairs[0] != pairs[2])
    }

    @Test func `a mean adds floats and bytes, and refuses another shape by its key`() throws {
        let folder = try TemporaryFolder()
        let records = [
            ImageRecord(
                channels: 2,
                height: 1,
                width: 1,
                values: .floats([0.5, -1]),
                target: .label(0)
            ),
            ImageRecord(
                channels: 2,
                height: 1,
                width: 1,
                values: .bytes([255, 4]),
                target: .label(0)
            ),
            ImageRecord(
                channels: 1,
                height: 2,
                width: 1,
                values: .bytes([1, 1]),
                target: .label(0)
            ),
        ]
        for count in [2, 3] {
            let database = try NewDatabase(path: folder("db\(count)"), backend: "lmdb")
            for index in 0..<count {
                try database.put(key: "key\(index)", value: records[index].bytes)
            }
            try database.finish()
        }
        let mean = try DatabaseMean.image(of: folder("db2")) { _ in }
        #expect(mean.values == [127.75, 1.5])
        let error = #expect(throws: DataError.self) {
            try DatabaseMean.image(of: folder("db3")) { _ in }
        }
        #expect(error?.description.contains("record \"key2\": it is 1 x 2 x 1") == true)
    }

    @Test func `a mean takes every record of a long database once`() throws {
        let folder = try TemporaryFolder()
        for count in [1, 64, 65, 128] {
            let path = folder("db\(count)")
            let database = try NewDatabase(path: path, backend: "lmdb")
            for index in 0..<count {
                let record = ImageRecord(
                    channels: 1,
                    height: 1,
                    width: 1,
                    values: .bytes([UInt8(index)]),
                    target: .label(0)
                )
                try database.put(key: "\(1000 + index)", value: record.bytes)
            }
            try database.finish()
            var notes: [String] = []
            let mean = try DatabaseMean.image(of: path) {
                if case .note(let note) = $0 { notes.append(note) }
            }
            #expect(mean.values == [Float(count - 1) / 2])
            #expect(notes == ["Starting iteration", "Processed \(count) files."])
        }
    }

    /// A folder with IDX files of twenty tiny digits.
    private static func digits() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1] + Array(0..<20)
        let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 20] + (0..<20).map { $0 % 3 }
        try AtomicFile.write(path: folder("images"), images)
        try AtomicFile.write(path: folder("labels"), labels)
        return folder
    }

    private static func records(_ path: String) throws -> [DatabaseRecord] {
        let database = try LMDB(path: path)
        let cursor = database.cursor()
        return try (0..<database.count).map { _ in try cursor.next() }
    }
}

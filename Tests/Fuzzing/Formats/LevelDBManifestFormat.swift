import CremaData
import Glibc
import TestSupport

/// The list of tables of a LevelDB, which is walked through with it.
struct LevelDBManifestFormat: FileFormat {
    static let name = "leveldb-manifest"
    let samples: [[UInt8]]
    let pieces: [[UInt8]] = [
        [7, 0, 5, 10], [6, 0, 5], Array(repeating: 0xFF, count: 12), Array(repeating: 0, count: 7),
        [1, 26] + Array("leveldb.BytewiseComparator".utf8),
    ]
    private let folder: TemporaryFolder
    private let manifest: String

    init() throws {
        folder = try TemporaryFolder()
        do {
            let writer = try LevelDBWriter(path: folder("db"))
            for number in 0..<200 {
                try writer.put(key: Array("\(1000 + number)".utf8), value: [1])
            }
            try writer.finish()
        }
        // Opened once more, the records lie in a table.
        _ = try LevelDB(path: folder("db"))
        let names = try Folder.names(in: folder("db"))
        guard let manifest = names.last(where: { $0.hasPrefix("MANIFEST") }) else {
            preconditionFailure("a LevelDB has a list of its tables")
        }
        self.manifest = manifest
        samples = [try FileBytes.read(path: folder("db/\(manifest)"))]
        try Folder.rename(folder("db"), to: folder("whole"))
    }

    func read(_ path: String) throws {
        try Folder.remove(folder("damaged"))
        for name in try Folder.names(in: folder("whole")) where name != "LOCK" {
            let bytes = try FileBytes.read(path: folder("whole/\(name)"))
            try folder.write("damaged/\(name)", bytes)
        }
        rename(path, folder("damaged/\(manifest)"))
        let cursor = try LevelDB(path: folder("damaged")).cursor()
        for _ in 0..<300 { _ = try cursor.next() }
    }
}

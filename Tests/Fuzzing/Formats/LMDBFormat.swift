import CremaData
import Glibc
import TestSupport

/// The file of an LMDB database, walked through from its first record to its last.
struct LMDBFormat: FileFormat {
    static let name = "lmdb"
    let samples: [[UInt8]]
    let pieces: [[UInt8]] = [
        Array(repeating: 0xFF, count: 8), Array(repeating: 0, count: 8), [0xEF, 0xC0, 0xED, 0xBE],
        [0, 0, 0, 0, 0, 0, 0, 0x10], Array(repeating: 1, count: 16),
    ]
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("sample"))
        for number in 0..<200 {
            let key = Array("\(10_000_000 + number)_image".utf8)
            // Every tenth is too long for a page of its own.
            let length = number % 10 == 0 ? 5000 : 40
            try writer.put(key: key, value: Array(repeating: UInt8(number), count: length))
        }
        try writer.finish()
        samples = [try FileBytes.read(path: folder("sample/data.mdb"))]
    }

    func read(_ path: String) throws {
        try Folder.create(folder("damaged"))
        rename(path, folder("damaged/data.mdb"))
        let cursor = try LMDB(path: folder("damaged")).cursor()
        for _ in 0..<300 { _ = try cursor.next() }
    }
}

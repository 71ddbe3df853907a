import CremaProto

/// The file `MANIFEST-N` of a LevelDB, which lists the valid tables.
///
/// The folder may hold others: what a process that ended while it compacted had begun to write, and
/// what it had no time to remove.
enum LevelDBManifest {
    /// The numbers of the tables that count, by the file that `CURRENT` names.
    ///
    /// nil where it cannot be read; what is wrong with it is for the library to say.
    static func tables(of folder: String) -> Set<UInt64>? {
        guard let current = try? FileBytes.read(path: "\(folder)/CURRENT", limit: 4096),
            let name = current.split(separator: UInt8(ascii: "\n")).first,
            let bytes = try? FileBytes.read(path: "\(folder)/\(String(raw: name))", limit: 1 << 30)
        else { return nil }
        var tables: Set<UInt64> = []
        for edit in records(of: bytes) {
            guard apply(edit, to: &tables) else { return nil }
        }
        return tables
    }

    private static let blockSize = 32_768, headerSize = 7

    /// The records of a log: in blocks of 32 KiB, whole (1), or in pieces: first (2),
    /// middle (3), last (4).
    ///
    /// What is cut off at the end was never finished, and does not count.
    private static func records(of bytes: [UInt8]) -> [[UInt8]] {
        var records: [[UInt8]] = []
        var open: [UInt8] = []
        var place = 0
        while place + headerSize <= bytes.count {
            let left = blockSize - place % blockSize
            guard left >= headerSize else {
                place += left
                continue
            }
            let length = Int(bytes[place + 4]) | Int(bytes[place + 5]) << 8
            let kind = bytes[place + 6]
            let start = place + headerSize
            guard headerSize + length <= left, start + length <= bytes.count else { break }
            let piece = bytes[start..<start + length]
            switch kind {
            case 1: records.append(Array(piece))
            case 2: open = Array(piece)
            case 3: open += piece
            case 4: records.append(open + piece)
            default: break
            }
            place = start + length
        }
        return records
    }

    /// Takes the changes of a record: fields by their tags, each a number, a
    /// text, or several of these.
    private static func apply(_ edit: [UInt8], to tables: inout Set<UInt64>) -> Bool {
        var rest = edit[...]
        while !rest.isEmpty {
            switch rest.popVarint() {
            case 1: guard skipText(&rest) else { return false }
            case 2, 3, 4, 9: guard rest.popVarint() != nil else { return false }
            case 5: guard rest.popVarint() != nil, skipText(&rest) else { return false }
            case 6:
                guard rest.popVarint() != nil, let number = rest.popVarint() else { return false }
                tables.remove(number)
            case 7:
                guard rest.popVarint() != nil, let number = rest.popVarint(),
                    rest.popVarint() != nil, skipText(&rest), skipText(&rest)
                else { return false }
                tables.insert(number)
            default: return false
            }
        }
        return true
    }

    private static func skipText(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        guard let length = bytes.popVarint(), length <= UInt64(bytes.count) else { return false }
        bytes.removeFirst(Int(length))
        return true
    }
}

/// The header of an object, a group or a dataset: messages that each say one thing of it.
struct HDF5Object {
    /// The kinds of messages that are read, by their numbers.
    enum Kind: Int {
        case dataspace = 1
        case linkInfo = 2
        case datatype = 3
        case oldFillValue = 4
        case fillValue = 5
        case link = 6
        case externalFiles = 7
        case layout = 8
        case filters = 11
        case continuation = 16
        case symbolTable = 17
    }

    private(set) var messages: [(kind: Kind, bytes: [UInt8])] = []

    /// The most messages and bytes that a header is read to.
    private static let messageLimit = 100_000, blockLimit = 1 << 24

    /// Reads the header at an address.
    init(_ file: HDF5Bytes, at address: Int) throws(HDF5Damage) {
        var start = try file.read(4, at: address)
        var blocks: [(address: Int, count: Int)] = []
        var version2Flags: Int?
        if try start.bytes(4).elementsEqual("OHDR".utf8) {
            (blocks, version2Flags) = try Self.version2(file, at: address)
        } else {
            blocks = try Self.version1(file, at: address)
        }
        var byteCount = 0
        while let block = blocks.popLast() {
            byteCount += min(block.count, Self.blockLimit + 1)
            guard byteCount <= Self.blockLimit, messages.count <= Self.messageLimit else {
                throw HDF5Damage("damaged: its header has no end")
            }
            var cursor = try file.read(block.count, at: block.address)
            try take(&cursor, version2Flags, into: &blocks)
        }
    }

    /// The block of messages of an old header.
    private static func version1(
        _ file: HDF5Bytes,
        at address: Int
    ) throws(HDF5Damage) -> [(Int, Int)] {
        var cursor = try file.read(16, at: address)
        guard try cursor.integer(1) == 1 else { throw HDF5Damage("damaged: no object's header") }
        try cursor.skip(7)
        return [(address + 16, try cursor.integer(4))]
    }

    /// The block of messages of a new header, and its flags.
    private static func version2(
        _ file: HDF5Bytes,
        at address: Int
    ) throws(HDF5Damage) -> ([(Int, Int)], Int) {
        var cursor = try file.read(6, at: address)
        try cursor.skip(4)
        guard try cursor.integer(1) == 2 else { throw HDF5Damage("a header of an unknown version") }
        let flags = try cursor.integer(1)
        let start = 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
        let size = 1 << (flags & 3)
        cursor = try file.read(size, at: address + start)
        return ([(address + start + size, try cursor.integer(size))], flags)
    }

    /// Takes the messages of a block; those that go on elsewhere add a block.
    private mutating func take(
        _ cursor: inout HDF5Cursor,
        _ version2Flags: Int?,
        into blocks: inout [(address: Int, count: Int)]
    ) throws(HDF5Damage) {
        let headLength = version2Flags.map { $0 & 4 != 0 ? 6 : 4 } ?? 8
        while cursor.left >= headLength {
            let kind = Kind(rawValue: try cursor.integer(version2Flags == nil ? 2 : 1))
            let count = try cursor.integer(2)
            let flags = try cursor.integer(1)
            try cursor.skip(headLength - (version2Flags == nil ? 5 : 4))
            // At the end of a new block there may be a gap, shorter than a message.
            if count > cursor.left { throw HDF5Damage("damaged: a message is cut short") }
            let bytes = try cursor.bytes(count)
            guard let kind else { continue }
            guard flags & 2 == 0 else {
                throw HDF5Damage("a part of it is shared with other objects, which is not read")
            }
            if kind == .continuation {
                var target = HDF5Cursor(bytes)
                guard let address = try target.address() else { continue }
                let count = try target.integer(8)
                // New blocks are enclosed by a mark and a checksum.
                let (head, tail) = version2Flags == nil ? (0, 0) : (4, 4)
                guard count >= head + tail, address < .max - head else {
                    throw HDF5Damage("damaged: a block of its header is too short")
                }
                blocks.append((address + head, count - head - tail))
            } else {
                messages.append((kind, bytes))
            }
        }
    }

    /// The first message of a kind.
    func message(_ kind: Kind) -> HDF5Cursor? {
        messages.first { $0.kind == kind }.map { HDF5Cursor($0.bytes) }
    }

    /// Whether it is a group.
    var isGroup: Bool {
        messages.contains { [.symbolTable, .linkInfo, .link].contains($0.kind) }
    }
}

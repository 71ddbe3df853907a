/// A text file's bytes, and which line and column each of them has.
struct SourceText: Sendable {
    let file: String
    let bytes: [UInt8]
    private let lineStarts: [Int]

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        self.lineStarts =
            [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// Line and column of a byte; columns count characters, not bytes.
    func position(at offset: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let isContinuation = { (byte: UInt8) in byte & 0xC0 == 0x80 }
        let before = bytes[lineStarts[low]..<min(offset, bytes.count)]
        let column = before.reduce(1) { isContinuation($1) ? $0 : $0 + 1 }
        return SourcePosition(file: file, line: low + 1, column: column)
    }

    /// The text of a range of bytes, cut where it is too long for a message.
    func excerpt(_ range: Range<Int>) -> String {
        let text = String(decoding: bytes[range].prefix(40), as: UTF8.self)
        return range.count > 40 ? text + "…" : text
    }
}

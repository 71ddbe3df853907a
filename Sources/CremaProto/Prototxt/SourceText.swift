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
        let before = String(raw: bytes[lineStarts[low]..<min(offset, bytes.count)])
        return SourcePosition(file: file, line: low + 1, column: before.unicodeScalars.count + 1)
    }

    /// The text of a range of bytes, cut where it is too long for a message.
    func excerpt(_ range: Range<Int>) -> String {
        let text = String(raw: bytes[range].prefix(160)).prefix(40)
        return String(text).shown + (range.count > 40 ? "…" : "")
    }

    /// The text with other literals in place of some, which are given in their order.
    func text(replacing literals: [(range: Range<Int>, text: String)]) -> String {
        guard !literals.isEmpty else { return String(raw: bytes) }
        var text = ""
        var end = 0
        for literal in literals {
            text += String(raw: bytes[end..<literal.range.lowerBound]) + literal.text
            end = literal.range.upperBound
        }
        return text + String(raw: bytes[end...])
    }
}

/// The iteration and the outputs of a line of training.
///
/// The line is not decoded, as there may be hundreds of thousands of them.
struct TrainLine {
    /// The solver's iteration.
    private(set) var iteration = 0
    /// The finite values of the net's outputs, by blob.
    private(set) var outputs: [(name: String, value: Double)] = []

    /// Reads a line as `EventLog` writes it; nil if it is different.
    init?(_ line: UnsafeRawBufferPointer) {
        guard let number = Self.rest(of: line, after: #""iteration":"#),
            let iteration = Int(Self.text(number.prefix { $0 != Self.comma })),
            let found = Self.rest(of: line, after: #""outputs":{"#),
            let end = found.firstIndex(of: UInt8(ascii: "}"))
        else { return nil }
        self.iteration = iteration
        for pair in found[..<end].split(separator: Self.comma) {
            guard let mark = pair.lastIndex(of: UInt8(ascii: ":")),
                pair.first == Self.quote, pair.count > 3, pair[mark - 1] == Self.quote
            else { return nil }
            // NaN and infinities are texts.
            guard let value = Double(Self.text(pair[(mark + 1)...])), value.isFinite else {
                continue
            }
            outputs.append((Self.text(pair[(pair.startIndex + 1)..<(mark - 1)]), value))
        }
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func rest(of line: UnsafeRawBufferPointer, after key: String)
        -> Slice<UnsafeRawBufferPointer>?
    {
        line.firstRange(of: Array(key.utf8)).map { line[$0.upperBound...] }
    }
}

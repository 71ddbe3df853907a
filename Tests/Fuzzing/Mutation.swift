import CremaData

/// One way to damage a file.
enum Mutation: Int, CaseIterable {
    case flipBit, setByte, insertBytes, removeRange, repeatRange, truncate, overwriteWithPiece,
        insertPiece, splice, replaceNumber

    /// Damages the bytes; `other` is a good file of the same kind.
    func apply(
        to bytes: inout [UInt8],
        pieces: [[UInt8]],
        other: [UInt8],
        random: inout PhiloxSequence
    ) {
        let place = random.nextIndex(below: bytes.count + 1)
        let length = min(1 << random.nextIndex(below: 8), bytes.count - place)
        let range = place..<place + length
        switch self {
        case .flipBit where length > 0:
            bytes[place] ^= 1 << UInt8(random.nextIndex(below: 8))
        case .setByte where length > 0:
            bytes[place] = UInt8(random.nextIndex(below: 256))
        case .flipBit, .setByte, .insertBytes:
            let new = (0..<1 + random.nextIndex(below: 8)).map { _ in
                UInt8(random.nextIndex(below: 256))
            }
            bytes.insert(contentsOf: new, at: place)
        case .removeRange:
            bytes.removeSubrange(range)
        case .repeatRange:
            let copies = Array(repeating: bytes[range], count: 1 + random.nextIndex(below: 16))
            bytes.insert(contentsOf: copies.joined(), at: place)
        case .truncate:
            bytes.removeSubrange(place...)
        case .overwriteWithPiece:
            let piece = pieces[random.nextIndex(below: pieces.count)]
            bytes.replaceSubrange(place..<min(place + piece.count, bytes.count), with: piece)
        case .insertPiece:
            bytes.insert(contentsOf: pieces[random.nextIndex(below: pieces.count)], at: place)
        case .splice:
            bytes.replaceSubrange(place..., with: other[min(place, other.count)...])
        case .replaceNumber:
            guard let number = Self.number(in: bytes, from: place) else { return }
            let extreme = Self.extremes[random.nextIndex(below: Self.extremes.count)]
            bytes.replaceSubrange(number, with: extreme.utf8)
        }
    }

    /// Numbers at which other numbers end.
    private static let extremes = [
        "0", "1", "-1", "2147483647", "2147483648", "-2147483648", "4294967295",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551615", "65536", "16777217", "1073741824", "0.5", "1e19", "-1e19", "1e308",
        "1e999", "nan",
    ]

    /// The digits of the next number in a text, with the sign before them.
    private static func number(in bytes: [UInt8], from place: Int) -> Range<Int>? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard var start = bytes[place...].firstIndex(where: digits.contains) else { return nil }
        let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.endIndex
        if start > 0, bytes[start - 1] == UInt8(ascii: "-") { start -= 1 }
        return start..<end
    }
}

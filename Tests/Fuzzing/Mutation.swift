import CremaData

/// One way to damage a file.
enum Mutation: Int, CaseIterable {
    case flipBit, setByte, insertBytes, removeRange, repeatRange, truncate, overwriteWithPiece,
        insertPiece, splice

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
        }
    }
}

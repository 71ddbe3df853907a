extension String {
    /// Whether a text occurs in it as whole words; "spawn*" also begins longer ones.
    func hasWord(_ text: String) -> Bool {
        let isBeginning = text.hasSuffix("*")
        let wanted = Array((isBeginning ? text.dropLast() : text[...]).utf8)
        guard let first = wanted.first, let last = wanted.last else { return false }
        let bytes = Array(utf8)
        return bytes.indices.contains { start in
            let end = start + wanted.count
            guard bytes[start] == first, end <= bytes.count,
                bytes[start..<end].elementsEqual(wanted)
            else { return false }
            let opens = start == 0 || !bytes[start - 1].isOfWord || !first.isOfWord
            return opens
                && (isBeginning || end == bytes.count || !bytes[end].isOfWord || !last.isOfWord)
        }
    }

    /// The names and keywords in it, in order.
    var identifiers: [String] {
        var words: [String] = []
        var word: [UInt8] = []
        for byte in utf8 {
            if byte.isOfWord {
                word.append(byte)
            } else if !word.isEmpty {
                words.append(String(decoding: word, as: UTF8.self))
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }
}

extension UInt8 {
    /// Whether it is a letter, a digit or "_".
    fileprivate var isOfWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: self >= 0x80
        }
    }
}

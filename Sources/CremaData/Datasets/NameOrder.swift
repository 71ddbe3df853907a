/// An order of names.
public enum NameOrder: String, Sendable, CaseIterable {
    /// Byte by byte, as DIGITS sorts: `class10` comes before `class2`.
    case bytes
    /// With numbers in order of size: `class2` comes before `class10`.
    case natural

    /// Names that are sorted byte by byte, in this order.
    func sorted(_ names: [FilePath]) -> [FilePath] {
        switch self {
        case .bytes: names
        case .natural: names.sorted { Self.precedes($0.bytes[...], $1.bytes[...]) }
        }
    }

    /// Whether a name comes before another: numbers by their size, everything else byte by byte.
    private static func precedes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        var (rest, other) = (left, right)
        while let byte = rest.first, let otherByte = other.first {
            if byte.isDigit, otherByte.isDigit {
                let (number, otherNumber) = (popNumber(&rest), popNumber(&other))
                if number.count != otherNumber.count { return number.count < otherNumber.count }
                if number != otherNumber { return number.lexicographicallyPrecedes(otherNumber) }
            } else if byte != otherByte {
                return byte < otherByte
            } else {
                (rest, other) = (rest.dropFirst(), other.dropFirst())
            }
        }
        // Numbers may differ in leading zeros alone.
        if rest.isEmpty, other.isEmpty { return left.lexicographicallyPrecedes(right) }
        return rest.isEmpty
    }

    /// Takes the digits off the beginning, without leading zeros.
    private static func popNumber(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = text.prefix(while: \.isDigit)
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

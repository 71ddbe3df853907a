extension ArraySlice<UInt8> {
    /// Takes a number of seven bits a byte off the front, the lowest first; nil
    /// where it does not end.
    public mutating func popVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}

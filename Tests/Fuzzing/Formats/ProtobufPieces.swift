/// Pieces of protocol buffers that claim too much, end nowhere, or belong elsewhere.
enum ProtobufPieces {
    static let all: [[UInt8]] = [
        varint(1 << 60), varint(.max), varint(1 << 31), varint(1 << 32), varint(0), varint(127),
        // Lengths of 2^60 bytes: of packed `data` of a blob, of a layer, of a blob in a layer.
        [0x2A] + varint(1 << 60), [0xA2, 0x06] + varint(1 << 60), [0x3A] + varint(1 << 60),
        // A shape that claims 2^60 x 2^60 elements.
        [0x3A, 0x14, 0x0A, 0x12] + varint(1 << 60) + varint(1 << 60),
        // Groups that open and never close.
        Array(repeating: 0x0B, count: 300),
        // A varint without end.
        Array(repeating: 0xFF, count: 12),
        [0x00], [0x08, 0x01], [0x15, 0x00, 0x00, 0xC0, 0x7F],
    ]

    static func varint(_ value: UInt64) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }
}

import Glibc

/// The MD5 digest (RFC 1321), which distinguishes intact downloads from damaged ones.
public enum MD5 {
    /// The digest as 32 hexadecimal digits.
    public static func hex(_ message: [UInt8]) -> String {
        var state: SIMD4<UInt32> = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
        let whole = message.count / 64 * 64
        for start in stride(from: 0, to: whole, by: 64) {
            update(&state, message[start..<start + 64])
        }
        var tail = Array(message[whole...]) + [0x80]
        while tail.count % 64 != 56 { tail.append(0) }
        let bitCount = UInt64(message.count) * 8
        tail += (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (8 * UInt64($0))) }
        for start in stride(from: 0, to: tail.count, by: 64) {
            update(&state, tail[start..<start + 64])
        }
        return (0..<16).map { byte in
            let value = state[byte / 4] >> UInt32(8 * (byte % 4)) & 0xFF
            return (value < 16 ? "0" : "") + String(value, radix: 16)
        }.joined()
    }

    private static func update(_ state: inout SIMD4<UInt32>, _ block: ArraySlice<UInt8>) {
        let words = (0..<16).map { i in
            (0..<4).reduce(UInt32(0)) { word, byte in
                word | UInt32(block[block.startIndex + 4 * i + byte]) << UInt32(8 * byte)
            }
        }
        var (a, b, c, d) = (state.x, state.y, state.z, state.w)
        for i in 0..<64 {
            let (mixed, index) = round(i, b, c, d)
            let sum = a &+ mixed &+ constants[i] &+ words[index]
            let shift = shifts[i / 16][i % 4]
            (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
        }
        state &+= SIMD4(a, b, c, d)
    }

    /// The mixing function of a step and the word that it takes.
    private static func round(
        _ i: Int,
        _ b: UInt32,
        _ c: UInt32,
        _ d: UInt32
    ) -> (mixed: UInt32, word: Int) {
        switch i / 16 {
        case 0: (b & c | ~b & d, i)
        case 1: (d & b | ~d & c, (5 * i + 1) % 16)
        case 2: (b ^ c ^ d, (3 * i + 5) % 16)
        default: (c ^ (b | ~d), 7 * i % 16)
        }
    }

    private static let shifts: [[UInt32]] = [
        [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
    ]

    /// `floor(2^32 * abs(sin(i + 1)))`.
    private static let constants: [UInt32] = (1...64).map {
        UInt32(abs(sin(Double($0))) * 0x1p32)
    }
}

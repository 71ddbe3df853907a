import Testing

@testable import CremaProto

/// Text of bytes that need not be UTF-8.
struct RawTextTests {
    @Test(
        arguments: [
            [], Array("plain".utf8), Array("Größe 网络 𝄞".utf8), [0xCD, 0xF8, 0xC2, 0xE7],
            [0x47, 0x72, 0xF6, 0xDF, 0x65], [0xFF], [0xC3], [0xE4, 0xBD], [0xED, 0xA0, 0x80],
            [0xF4, 0x8F, 0x9E, 0x80], [0xF4, 0x8F, 0x9F, 0xBF, 0x61], [0xC0, 0x80], [0xF5, 0x80],
        ] as [[UInt8]]
    )
    func `gives back the bytes that it was made of`(_ bytes: [UInt8]) {
        #expect(String(raw: bytes).rawBytes == bytes)
    }

    @Test func `gives back all pairs of bytes`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let bytes = [0x61, first, second, 0x7A]
                guard String(raw: bytes).rawBytes == bytes else {
                    Issue.record("\(bytes) comes back as \(String(raw: bytes).rawBytes)")
                    return
                }
            }
        }
    }

    @Test func `is UTF-8 if the bytes are`() {
        #expect(String(raw: Array("网络".utf8)) == "网络")
        #expect("网络".withRawCString { String(rawCString: $0) } == "网络")
    }

    @Test func `shows other bytes by their values`() {
        #expect(String(raw: [0x61, 0xCD, 0xF8, 0x62]).shown == "a\\xcd\\xf8b")
    }

    @Test func `is passed to C unchanged`() {
        let bytes: [UInt8] = [0xCD, 0xF8]
        let back = String(raw: bytes).withRawCString { text in
            (0..<3).map { UInt8(bitPattern: text[$0]) }
        }
        #expect(back == bytes + [0])
    }
}

import Foundation
import Testing

@testable import CremaProto

/// Binary messages of Caffe's forks, and strings in other encodings than UTF-8.
struct ForeignWeightsTests {
    private func varint(_ number: Int) -> [UInt8] {
        number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F | 0x80)] + varint(number >> 7)
    }

    private func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(bytes.count) + bytes
    }

    private func field(_ number: Int, _ value: Int) -> [UInt8] {
        varint(number << 3) + varint(value)
    }

    /// A layer with a blob of the numbers 1 and 2, and whatever else.
    private func net(_ extra: [UInt8] = [], name: [UInt8] = Array("ip".utf8)) -> [UInt8] {
        let floats = [Float(1), 2].flatMap { withUnsafeBytes(of: $0.bitPattern) { Array($0) } }
        let blob = field(7, field(1, [2])) + field(5, floats)
        return field(1, Array("net".utf8))
            + field(
                100,
                field(1, name) + field(2, Array("InnerProduct".utf8)) + field(7, blob) + extra
            )
    }

    @Test(
        arguments: [
            (0, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0], [1.5, -2]),
            (1, [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0], [1.5, -2]),
            (
                2, [0x00, 0x3E, 0x00, 0xC0, 0x01, 0x00, 0x00, 0x7C, 0x00, 0x80],
                [1.5, -2, 0x1p-24, .infinity, 0]
            ),
            (3, [0xFE, 0xFF, 0xFF, 0xFF], [-2]), (4, [7, 0, 0, 0], [7]),
        ] as [(Int, [UInt8], [Float])]
    )
    func `numbers stored as bytes are read by their type`(
        _ type: Int,
        _ bytes: [UInt8],
        _ numbers: [Float]
    ) throws {
        let blob = try BlobProto(
            binary: field(10, type) + field(12, bytes) + field(11, type) + field(13, bytes)
        )
        #expect(blob.values == numbers)
        #expect(blob.gradient == numbers)
    }

    @Test func `every half is converted as the processor does`() throws {
        for bits in UInt16.min...UInt16.max {
            var blob = BlobProto()
            blob.rawDataType = .float16
            blob.rawData = Data([UInt8(bits & 0xFF), UInt8(bits >> 8)])
            let (value, expected) = (blob.values[0], Float(Float16(bitPattern: bits)))
            guard value == expected || value.isNaN && expected.isNaN else {
                Issue.record("\(bits): \(value), not \(expected)")
                return
            }
        }
    }

    @Test func `a fork's use of one of Caffe's field numbers does not hide the weights`() throws {
        let float: [UInt8] = [0x0D, 0, 0, 0x40, 0x40]
        let extras = [
            field(146, 1), field(148, 2), field(137, field(1, 2)),
            field(143, field(1, 33) + field(2, 33)),
            field(148, float), field(148, field(1, 7) + field(2, 7)), field(147, float),
            // A string where we have a message, and half a number where we have packed ones.
            field(143, field(1, [0xFF, 0xFF])), field(145, field(1, field(1, [0x80]))),
            field(6801, [1, 2, 3]), field(130, field(1, [0xCD, 0xF8])),
        ]
        for extra in extras {
            let message = try NetParameter(binary: net(extra))
            #expect(message.layer.map(\.name) == ["ip"], "\(extra)")
            #expect(message.layer.first?.blobs.first?.values == [1, 2], "\(extra)")
            #expect(try NetParameter(binary: message.binary()).layer[0].blobs[0].values == [1, 2])
        }
    }

    @Test func `damaged weights are still refused`() throws {
        let whole = net()
        for count in 1..<whole.count - 1 where count != 5 {
            #expect(throws: (any Error).self, "\(count)") {
                try NetParameter(binary: Array(whole.prefix(count)))
            }
        }
        #expect(throws: (any Error).self) {
            try NetParameter(binary: field(100, field(7, field(7, [0xFF]))))
        }
    }

    @Test func `names in GBK keep their bytes, in and out`() throws {
        let name: [UInt8] = [0xCD, 0xF8, 0xC2, 0xE7]
        let bytes = net(name: name)
        let message = try NetParameter(binary: bytes)
        #expect(message.layer[0].name.rawBytes == name)
        #expect(message.layer[0].blobs[0].values == [1, 2])
        let again: [UInt8] = try message.binary()
        #expect(try NetParameter(binary: again).layer[0].name.rawBytes == name)
        #expect(again.firstRange(of: field(1, name)) != nil)
        #expect(again.count == bytes.count)
    }
}

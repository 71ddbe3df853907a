import CremaData
import CremaEvents
import Foundation
import TestSupport
import Testing

@testable import CremaRuns

@Suite struct TensorBoardLogTests {
    @Test func `the checksum is that of the standard`() {
        #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.of([]) == 0)
    }

    @Test func `each row of the curves is a record with valid checksums`() throws {
        let folder = try TemporaryFolder()
        do {
            let log = TensorBoardLog(folder: folder("tensorboard"), startingAt: 0)
            log.observe(.train(.init(iteration: 100, outputs: ["loss": 0.5], learningRate: 0.01)))
            log.observe(.test(.init(iteration: 100, outputs: ["accuracy": 0.25])))
            log.observe(.status(.done))
        }
        let name = try #require(try Folder.names(in: folder("tensorboard")).first)
        #expect(name.contains("tfevents"))
        let bytes = try FileBytes.read(path: folder("tensorboard/\(name)"))
        let records = try records(bytes)
        #expect(records.count == 4)
        #expect(String(decoding: records[0], as: UTF8.self).hasSuffix("brain.Event:2"))
        let train = String(decoding: records[2], as: UTF8.self)
        for tag in ["train/loss", "learning_rate", "iterations_per_second"] {
            #expect(train.contains(tag))
        }
        // Step 100 is field 2, and 0.25 as a float is field 2 of a value.
        #expect(records[3].dropFirst(9).starts(with: [0x10, 100]))
        #expect(records[3].suffix(5) == [0x15, 0, 0, 0x80, 0x3E])
    }

    private func records(_ bytes: [UInt8]) throws -> [[UInt8]] {
        func number(_ range: Range<Int>) -> Int {
            bytes[range].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        var (records, place): ([[UInt8]], Int) = ([], 0)
        while place < bytes.count {
            let length = number(place..<place + 8)
            let data = Array(bytes[place + 12..<place + 12 + length])
            let head = Array(bytes[place..<place + 8])
            #expect(number(place + 8..<place + 12) == Int(CRC32C.masked(head)))
            #expect(number(place + 12 + length..<place + 16 + length) == Int(CRC32C.masked(data)))
            records.append(data)
            place += 16 + length
        }
        return records
    }
}

import CremaData
import CremaProto
import FoundationEssentials
import SwiftProtobuf
import TestSupport
import Testing

@testable import CremaEngine

@Suite struct DataLayerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A database of `count` records of 1 x 2 x 2, each full of its number, which is its label too.
    private func makeDatabase(
        _ name: String = "db",
        count: Int,
        odd: Int? = nil,
        backend: String = "lmdb"
    ) throws -> String {
        let writer = try DatabaseCatalog.create(path: folder(name), backend: backend)
        for number in 0..<count {
            let side = number == odd ? 3 : 2
            let record = ImageRecord(
                channels: 1,
                height: side,
                width: side,
                values: .bytes(Array(repeating: UInt8(number), count: side * side)),
                target: .label(number)
            )
            let key = String(repeating: "0", count: 8 - "\(number)".count) + "\(number)"
            try writer.put(key: Array(key.utf8), value: record.bytes)
        }
        try writer.finish()
        return folder(name)
    }

    private func text(_ source: String, batch: Int = 2, _ more: String = "") -> String {
        "type: \"Data\" data_param { source: \"\(source)\" backend: LMDB "
            + "batch_size: \(batch) } \(more)"
    }

    @Test func `reads batch after batch and begins again after the last record`() throws {
        let data = try LayerText(text(makeDatabase(count: 3)), tops: 2)
        #expect(data.tops[0].shape == [2, 1, 2, 2] && data.tops[1].shape == [2])
        var labels: [Float] = []
        for _ in 0..<4 {
            let values = try data.forward()
            labels += data.tops[1].data.read()
            #expect(values == data.tops[1].data.read().flatMap { [Float](repeating: $0, count: 4) })
        }
        #expect(labels == [0, 1, 2, 0, 1, 2, 0, 1])
    }

    @Test func `reads a LevelDB where no backend is named, for two nets at a time`() throws {
        let source = try makeDatabase(count: 3, backend: "leveldb")
        let text = "type: \"Data\" data_param { source: \"\(source)\" batch_size: 2 }"
        let nets = try [Phase.train, .test].map { try LayerText(text, tops: 2, phase: $0) }
        for _ in 0..<2 { for net in nets { try net.forward() } }
        for net in nets { #expect(Array(net.tops[1].data.read()) == [2, 0]) }
    }

    @Test func `decodes encoded records, as blue, green, red`() throws {
        let writer = try LMDBWriter(path: folder("encoded"))
        for number in 0..<6 {
            let pixels: [UInt8] = [UInt8(number), 20, 30, UInt8(number), 50, 60]
            var datum = Datum()
            datum.encoded = true
            datum.label = Int32(number)
            datum.data = Data(try Image(width: 2, height: 1, channels: 3, pixels: pixels).png())
            try writer.put(key: Array("\(number)".utf8), value: Array(datum.serializedData()))
        }
        try writer.put(key: Array("6".utf8), value: [1, 2, 3])
        try writer.finish()
        let data = try LayerText(text(folder("encoded"), batch: 3), tops: 2)
        #expect(data.tops[0].shape == [3, 3, 1, 2])
        try data.forward()
        #expect(try data.forward()[..<6] == [30, 60, 20, 50, 3, 3])
        #expect(Array(data.tops[1].data.read()) == [3, 4, 5])
        let said = message { try data.forward() }
        #expect(said?.contains("record \"6\": the value is not a Datum") == true)
        let gray = try LayerText(
            text(folder("encoded"), "transform_param { force_gray: true }"),
            tops: 1
        )
        #expect(gray.tops[0].shape == [2, 1, 1, 2])
    }

    @Test func `draws the same crops for the same seed, and others for another`() throws {
        let writer = try LMDBWriter(path: folder("counting"))
        let values = ImageRecord.Values.bytes(Array(0..<64))
        let record = ImageRecord(
            channels: 1,
            height: 8,
            width: 8,
            values: values,
            target: .label(0)
        )
        for number in 0..<6 { try writer.put(key: [UInt8(number)], value: record.bytes) }
        try writer.finish()
        func crops(seed: UInt64) throws -> [[Float]] {
            let fields = "transform_param { crop_size: 1 mirror: true }"
            let data = try LayerText(
                text(folder("counting"), batch: 3, fields),
                tops: 1,
                seed: seed
            )
            return try (0..<20).map { _ in try data.forward() }
        }
        let first = try crops(seed: 1701)
        #expect(try crops(seed: 1701) == first)
        #expect(try crops(seed: 1702) != first)
        // The second epoch draws others than the first.
        #expect(first[0] != first[2])
    }

    @Test func `continues where a resumed run must`() throws {
        let source = try makeDatabase(count: 5)
        let fields = "transform_param { mirror: true scale: 0.5 }"
        let whole = try LayerText(text(source, fields), tops: 2)
        for _ in 0..<3 { try whole.forward() }
        let resumed = try LayerText(text(source, fields), tops: 2)
        let data = try #require(resumed.layer as? DataLayer)
        try data.seek(toRecord: 6)
        for _ in 0..<4 {
            #expect(try whole.forward() == resumed.forward())
            #expect(Array(whole.tops[1].data.read()) == Array(resumed.tops[1].data.read()))
        }
        #expect(data.position == 14)
    }

    @Test func `goes on with the records of a forward pass in a net`() throws {
        let text = try "layer { name: \"d\" top: \"x\" \(self.text(makeDatabase(count: 5))) }"
        let parameter = try NetParameter.read(text: text, file: "test").message
        let nets = try (0..<2).map { _ in try Net(parameter, phase: .train) }
        for _ in 0..<4 { try nets[0].forward() }
        try nets[1].seekRecords(toPass: 3)
        try nets[1].forward()
        let tops = try nets.map { try #require($0.blob("x")) }
        #expect(Array(tops[0].data.read()) == Array(tops[1].data.read()))
        #expect(
            message { try nets[1].seekRecords(toPass: -1) }?.contains("no forward pass -1") == true
        )
    }

    @Test func `names the layer and the record where a batch would mix shapes`() throws {
        let data = try LayerText(text(makeDatabase(count: 4, odd: 3)), tops: 2)
        try data.forward()
        let said = message { try data.forward() }
        #expect(said?.hasPrefix("layer \"L\": ") == true)
        #expect(said?.contains("record \"00000003\": its shape is 1 x 3 x 3") == true)
        // Later passes say it again rather than hang.
        #expect(message { try data.forward() } == said)
    }

    @Test func `reads records of many shapes one by one`() throws {
        let data = try LayerText(text(makeDatabase(count: 3, odd: 1), batch: 1), tops: 1)
        #expect(try data.forward().count == 4)
        #expect(try data.forward().count == 9)
        #expect(data.tops[0].shape == [1, 1, 3, 3])
    }

    @Test func `names transform_param if records do not fit it`() throws {
        let source = try makeDatabase(count: 2)
        for (fields, says) in [
            ("crop_size: 5", "at most 2 is allowed"),
            ("mean_value: 1 mean_value: 2", "give 1 or 1"),
            ("force_color: true force_gray: true", "only one of them is allowed"),
        ] {
            let error = #expect(throws: EngineError.self) {
                _ = try LayerText(text(source, "transform_param { \(fields) }"))
            }
            #expect(error?.field == "transform_param")
            #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
        }
    }

    /// A database of encoded images, of which one is grey.
    private func makeMixed(grayAt gray: Int) throws -> String {
        let writer = try DatabaseCatalog.create(path: folder("mixed"), backend: "lmdb")
        for number in 0..<3 {
            let channels = number == gray ? 1 : 3
            let pixels = [UInt8](repeating: UInt8(number), count: 4 * channels)
            var datum = Datum()
            datum.data = Data(
                try Image(width: 2, height: 2, channels: channels, pixels: pixels).png()
            )
            datum.encoded = true
            try writer.put(key: [UInt8(number)], value: datum.serializedBytes())
        }
        try writer.finish()
        return folder("mixed")
    }

    @Test func `advises one kind where grey and coloured images are mixed`() throws {
        let source = try makeMixed(grayAt: 1)
        let mixed = try LayerText(text(source, batch: 3), tops: 2)
        let said = message { try mixed.forward() }
        #expect(said?.contains("force_color: true") == true && said?.contains("force_gray") == true)
        #expect(said?.contains("crop_size") == false)
        let mean = "transform_param { mean_value: 1 mean_value: 2 mean_value: 3 }"
        let subtracting = try LayerText(text(source, batch: 3, mean), tops: 2)
        let other = message { try subtracting.forward() }
        #expect(other?.contains("its image is grey") == true)
        #expect(other?.contains("force_color: true") == true)
        for (field, channels) in [("force_color", 3), ("force_gray", 1)] {
            let data = try LayerText(
                text(source, batch: 3, "transform_param { \(field): true }"),
                tops: 2
            )
            try data.forward()
            #expect(data.tops[0].shape == [3, channels, 2, 2])
        }
    }

    @Test func `advises another database where records have different numbers of channels`() throws
    {
        let writer = try DatabaseCatalog.create(path: folder("planes"), backend: "lmdb")
        for channels in [3, 1] {
            let record = ImageRecord(
                channels: channels,
                height: 1,
                width: 1,
                values: .bytes([UInt8](repeating: 1, count: channels)),
                target: .label(0)
            )
            try writer.put(key: [UInt8(4 - channels)], value: record.bytes)
        }
        try writer.finish()
        let data = try LayerText(text(folder("planes")), tops: 2)
        let said = message { try data.forward() }
        #expect(said?.contains("make the database again") == true)
    }

    @Test func `reads images that are larger than the crop`() throws {
        let side = 2000
        let pixels = (0..<side * side).map { UInt8(truncatingIfNeeded: $0 % side / 10) }
        let image = Image(width: side, height: side, channels: 1, pixels: pixels)
        var datum = Datum()
        datum.data = Data(try image.png())
        datum.encoded = true
        let writer = try DatabaseCatalog.create(path: folder("large"), backend: "lmdb")
        for number in 0..<3 {
            datum.label = Int32(number)
            try writer.put(key: [UInt8(number)], value: datum.serializedBytes())
        }
        try writer.finish()
        let crop = "include { phase: TEST } transform_param { crop_size: 2 force_gray: true }"
        let data = try LayerText(text(folder("large"), batch: 3, crop), tops: 2)
        let values = try data.forward()
        #expect(Array(data.tops[1].data.read()) == [0, 1, 2])
        #expect(data.tops[0].shape == [3, 1, 2, 2])
        #expect(Array(values[0..<4]) == Array(values[4..<8]) || values.allSatisfy { $0 <= 199 })
    }

    @Test func `reports a truncated database`() throws {
        let source = try makeDatabase(count: 200)
        let bytes = try FileBytes.read(path: "\(source)/data.mdb")
        try folder.write("cut/data.mdb", Array(bytes[..<(bytes.count / 2)]))
        let said = message { _ = try LayerText(text(folder("cut"))) }
        #expect(said?.hasPrefix("layer \"L\": ") == true && said?.contains("truncated") == true)
    }

    @Test(arguments: [
        ("source: \"/tmp\" batch_size: 1", "no LevelDB"),
        ("source: \"x\" backend: LMDB", "batch_size is from 1"),
        ("backend: LMDB batch_size: 1", "source is missing"),
        ("source: \"/nowhere\" backend: LMDB batch_size: 1", "/nowhere"),
    ])
    func `refuses fields that make no sense`(fields: String, says: String) {
        let said = message { _ = try LayerText("type: \"Data\" data_param { \(fields) }") }
        #expect(said?.contains(says) == true, "\(said ?? "nothing")")
    }
}

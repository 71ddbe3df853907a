import CremaData
import CremaProto
import TestSupport
import Testing

@testable import CremaEngine

@Suite struct DataLayerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A database of `count` records of 1 x 2 x 2, each full of its number, which is its label too.
    private func makeDatabase(_ name: String = "db", count: Int, odd: Int? = nil) throws -> String {
        let writer = try LMDBWriter(path: folder(name))
        for number in 0..<count {
            let side = number == odd ? 3 : 2
            let record = ImageRecord(
                channels: 1,
                height: side,
                width: side,
                values: .bytes(Array(repeating: UInt8(number), count: side * side)),
                label: number
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

    @Test func `goes on where a resumed run must`() throws {
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

    @Test func `says that a truncated database is truncated`() throws {
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

import CremaData
import Testing

@testable import CremaEngine

@Suite struct MemoryDataLayerTests {
    private func makeLayer(_ transform: String = "") throws -> (LayerText, MemoryDataLayer) {
        let data = try LayerText(
            "type: \"MemoryData\" memory_data_param { batch_size: 2 channels: 1 height: 2 "
                + "width: 2 } transform_param { \(transform) }",
            tops: 2
        )
        return (data, try #require(data.layer as? MemoryDataLayer))
    }

    private func reset(_ layer: MemoryDataLayer, items: Int, from first: Int = 0) throws {
        let values = (0..<4 * items).map { Float(4 * first + $0) }
        let labels = (0..<items).map { Float(first + $0) }
        try values.withUnsafeBufferPointer { values in
            try labels.withUnsafeBufferPointer {
                try layer.reset(data: values, labels: $0, count: items)
            }
        }
    }

    @Test func `returns its numbers batch after batch, again and again`() throws {
        let (data, layer) = try makeLayer()
        #expect(data.tops[0].shape == [2, 1, 2, 2] && data.tops[1].shape == [2])
        try reset(layer, items: 4)
        for pass in 0..<5 {
            let first = Float(8 * (pass % 2))
            #expect(try data.forward() == (0..<8).map { first + Float($0) })
            #expect(Array(data.tops[1].data.read()) == [first / 4, first / 4 + 1])
        }
        // As Caffe has it once there are numbers.
        #expect(data.tops[1].shape == [2, 1, 1, 1])
        try reset(layer, items: 2, from: 7)
        #expect(try data.forward()[0] == 28)
    }

    @Test func `continues where a resumed run must`() throws {
        let (data, layer) = try makeLayer()
        try reset(layer, items: 4)
        try layer.seek(toRecord: 6)
        #expect(try data.forward()[0] == 8)
    }

    @Test func `transforms records that are added, once those before are used`() throws {
        let (data, layer) = try makeLayer("crop_size: 2 scale: 2 mean_value: 1")
        let records = (0..<4).map { number in
            ImageRecord(
                channels: 1,
                height: 2,
                width: 2,
                values: .bytes((0..<4).map { UInt8(10 * number + $0) }),
                target: .label(number)
            )
        }
        try layer.add(records)
        #expect(try data.forward() == [-2, 0, 2, 4, 18, 20, 22, 24])
        #expect(message { try layer.add(records) }?.contains("not used up") == true)
        try data.forward()
        #expect(Array(data.tops[1].data.read()) == [2, 3])
        try layer.add(records)
        #expect(try data.forward()[1] == 0)
    }

    @Test func `refuses to run without numbers, and numbers that do not fit`() throws {
        let (data, layer) = try makeLayer()
        #expect(message { try data.forward() }?.contains("there are no data yet") == true)
        #expect(message { try reset(layer, items: 3) }?.contains("multiple of batch_size") == true)
        #expect(message { try reset(layer, items: 0) }?.contains("found 0 items") == true)
        let wide = ImageRecord(
            channels: 1,
            height: 1,
            width: 4,
            values: .floats([1, 2, 3, 4]),
            target: .label(0)
        )
        #expect(
            message { try layer.add([wide, wide]) }?.contains("comes out as 1 x 1 x 4") == true
        )
        let few = message {
            try [Float](repeating: 0, count: 7).withUnsafeBufferPointer { values in
                try [Float](repeating: 0, count: 2).withUnsafeBufferPointer {
                    try layer.reset(data: values, labels: $0, count: 2)
                }
            }
        }
        #expect(few?.contains("found 7 numbers and 2 labels") == true)
    }

    @Test(arguments: ["batch_size", "channels", "height", "width"])
    func `needs every extent`(field: String) {
        let fields = ["batch_size", "channels", "height", "width"].filter { $0 != field }
            .map { "\($0): 2" }.joined(separator: " ")
        let said = message {
            _ = try LayerText("type: \"MemoryData\" memory_data_param { \(fields) }", tops: 2)
        }
        #expect(said?.contains("\(field) is from 1") == true)
    }
}

import CremaData
import CremaProto
import FoundationEssentials
import SwiftProtobuf
import Testing
import TestSupport

@Suite struct DataTransformerTests {
    @Test(
        .enabled(if: Shared.folder != nil),
        arguments: [
            "crop", "crop_mean_file", "mean_file", "mean_value_one", "mean_value_three", "plain",
            "scale",
        ]
    )
    func `gives the batches that Caffe recorded`(name: String) throws {
        let folder = try #require(Shared.golden("data_transform"))
        let text = try FileBytes.lines(path: "\(folder)/\(name).prototxt").joined(separator: "\n")
        let layer = try #require(NetParameter(textFormatString: text).layer.first)
        var parameter = layer.transformParam
        if parameter.hasMeanFile { parameter.meanFile = "\(folder)/\(parameter.meanFile)" }
        let transformer = try DataTransformer(parameter, phase: .test)
        let images = try Npy.load("\(folder)/\(name).x.npy")
        let labels = try Npy.load("\(folder)/\(name).t.npy")
        let cursor = try LMDB(path: "\(folder)/images_lmdb").cursor()
        var values: [Float] = []
        for label in labels.values {
            let record = try ImageRecord(cursor.next(), place: "images_lmdb")
            #expect(record.target.values == [label])
            let result = try transformed(record, by: transformer)
            #expect(result.shape == Array(images.shape[1...]))
            values += result.values
        }
        #expect(values == images.values)
    }

    @Test func `crops from the centre in the phase TEST`() throws {
        var parameter = TransformationParameter()
        parameter.cropSize = 2
        let result = try transformed(Self.counting(4, 5), by: parameter, .test)
        #expect(result.values == [6, 7, 11, 12])
    }

    @Test func `crops everywhere in the phase TRAIN, and the same place for the same counter`()
        throws
    {
        var parameter = TransformationParameter()
        parameter.cropSize = 3
        let corners = try (0..<200).map { element in
            let once = try transformed(Self.counting(4, 5), by: parameter, .train, element)
            let again = try transformed(Self.counting(4, 5), by: parameter, .train, element)
            #expect(once.values == again.values)
            return once.values[0]
        }
        #expect(Set(corners) == [0, 1, 2, 5, 6, 7])
    }

    @Test func `mirrors about half of the records in either phase`() throws {
        var parameter = TransformationParameter()
        parameter.mirror = true
        for phase in [Phase.train, .test] {
            let rows = try (0..<400).map {
                try transformed(Self.counting(1, 3), by: parameter, phase, $0).values
            }
            #expect(rows.allSatisfy { $0 == [0, 1, 2] || $0 == [2, 1, 0] })
            #expect((140...260).contains(rows.count { $0 == [2, 1, 0] }))
        }
    }

    @Test func `reads a mean file at the place before mirroring`() throws {
        let folder = try TemporaryFolder()
        let mean = MeanImage(channels: 1, height: 1, width: 3, values: [0, 1, 2])
        var parameter = TransformationParameter()
        parameter.meanFile = try folder.write("mean.binaryproto", mean.bytes)
        parameter.mirror = true
        parameter.scale = 5
        for element in 0..<20 {
            let result = try transformed(Self.counting(1, 3), by: parameter, .train, element)
            #expect(result.values == [0, 0, 0])
        }
    }

    @Test func `prefers data to float_data and takes floats as they are`() throws {
        var datum = Datum()
        (datum.channels, datum.height, datum.width) = (1, 1, 2)
        datum.floatData = [0.5, -3]
        var parameter = TransformationParameter()
        parameter.scale = 2
        let floats = try ImageRecord(datum, place: "db")
        let result = try transformed(floats, by: parameter, .test)
        #expect(result.values == [1, -6])
        datum.data = .init([7, 8])
        let record = try ImageRecord(datum, place: "db")
        #expect(record.values == .bytes([7, 8]))
    }

    @Test func `refuses a datum whose length does not match its shape`() {
        var datum = Datum()
        (datum.channels, datum.height, datum.width) = (3, 2, 2)
        datum.data = .init([1, 2, 3])
        let error = #expect(throws: DataError.self) { try ImageRecord(datum, place: "db") }
        #expect(
            error?.description
                == "db: its shape is 3 x 2 x 2 (channels x height x width), but it has 3 values"
        )
        (datum.channels, datum.height, datum.width) = (.max, .max, .max)
        #expect(throws: DataError.self) { try ImageRecord(datum, place: "db") }
        datum.channels = -3
        #expect(throws: DataError.self) { try ImageRecord(datum, place: "db") }
    }

    @Test func `subtracts a mean per channel, or one for all channels`() throws {
        var parameter = TransformationParameter()
        parameter.meanValue = [1, 20]
        let record = ImageRecord(
            channels: 2,
            height: 1,
            width: 2,
            values: .bytes([3, 4, 21, 22]),
            target: .label(0)
        )
        #expect(try transformed(record, by: parameter, .test).values == [2, 3, 1, 2])
        parameter.meanValue = [1]
        #expect(try transformed(record, by: parameter, .test).values == [2, 3, 20, 21])
    }

    @Test func `forces colours on encoded records alone, and one kind at a time`() throws {
        var parameter = TransformationParameter()
        parameter.forceColor = true
        let coding = try DataTransformer(parameter, phase: .test).coding
        var datum = Datum()
        (datum.channels, datum.height, datum.width) = (1, 1, 1)
        datum.data = .init([9])
        #expect(try ImageRecord(datum, place: "db", coding: coding).channels == 1)
        datum.encoded = true
        let dot = Image(width: 1, height: 1, channels: 1, pixels: [9])
        datum.data = try .init(dot.png())
        #expect(try ImageRecord(datum, place: "db", coding: coding).values == .bytes([9, 9, 9]))
        #expect(try ImageRecord(datum, place: "db").values == .bytes([9]))
        parameter.forceGray = true
        let error = #expect(throws: DataError.self) { try DataTransformer(parameter, phase: .test) }
        #expect(error?.description.contains("force_color and force_gray") == true)
    }

    @Test func `refuses a crop larger than the records`() throws {
        var parameter = TransformationParameter()
        parameter.cropSize = 5
        let error = #expect(throws: DataError.self) {
            try transformed(Self.counting(4, 6), by: parameter, .test)
        }
        #expect(
            error?.description == "transform_param: crop_size is 5, but the records are 6 pixels "
                + "wide and 4 high; at most 4 is allowed"
        )
    }

    @Test func `refuses means that do not fit, and both kinds at once`() throws {
        let folder = try TemporaryFolder()
        let mean = MeanImage(channels: 1, height: 2, width: 2, values: [0, 0, 0, 0])
        var parameter = TransformationParameter()
        parameter.meanValue = [1, 2]
        #expect(throws: DataError.self) {
            try transformed(Self.counting(4, 5), by: parameter, .test)
        }
        parameter.meanFile = try folder.write("mean.binaryproto", mean.bytes)
        #expect(throws: DataError.self) { try DataTransformer(parameter, phase: .test) }
        parameter.meanValue = []
        let error = #expect(throws: DataError.self) {
            try transformed(Self.counting(4, 5), by: parameter, .test)
        }
        #expect(error?.description.contains("is 1 x 2 x 2") == true)
        parameter.meanFile = "/nowhere/mean.binaryproto"
        #expect(throws: DataError.self) { try DataTransformer(parameter, phase: .test) }
    }

    /// A grey record of the values 0, 1, 2, ….
    static func counting(_ height: Int, _ width: Int) -> ImageRecord {
        ImageRecord(
            channels: 1,
            height: height,
            width: width,
            values: .bytes((0..<height * width).map { UInt8($0) }),
            target: .label(0)
        )
    }

    private func transformed(
        _ record: ImageRecord,
        by parameter: TransformationParameter,
        _ phase: Phase,
        _ element: Int = 0
    ) throws -> (shape: [Int], values: [Float]) {
        try transformed(record, by: DataTransformer(parameter, phase: phase), element)
    }

    @discardableResult
    private func transformed(
        _ record: ImageRecord,
        by transformer: DataTransformer,
        _ element: Int = 0
    ) throws -> (shape: [Int], values: [Float]) {
        let shape = try transformer.outputShape(
            channels: record.channels,
            height: record.height,
            width: record.width
        )
        var random = Philox(seed: 1, stream: 2).sequence(iteration: 0, element: element)
        var values = [Float](repeating: .nan, count: shape.channels * shape.height * shape.width)
        try values.withUnsafeMutableBufferPointer {
            try transformer.transform(record, into: $0, random: &random)
        }
        return ([shape.channels, shape.height, shape.width], values)
    }
}

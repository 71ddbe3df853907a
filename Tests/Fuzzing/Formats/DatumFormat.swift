import CremaData
import CremaProto
import FoundationEssentials
import SwiftProtobuf

/// A record of a database: bytes, floats, or an encoded image, transformed after it was read.
struct DatumFormat: FileFormat {
    static let name = "datum"
    let samples: [[UInt8]]
    let pieces = ProtobufPieces.all
    private let transformer: DataTransformer
    private let philox = Philox(seed: 1, stream: 1)

    init() throws {
        let image = Image(width: 5, height: 4, channels: 3, pixels: Array(0..<60))
        var encoded = Datum()
        encoded.encoded = true
        encoded.label = 3
        encoded.data = Data(try image.png())
        let floats = ImageRecord(
            channels: 1,
            height: 2,
            width: 3,
            values: .floats([1, 2, 3, 4, 5, 6]),
            target: .label(1)
        )
        samples = [
            ImageRecord(image, target: .label(2)).bytes, floats.bytes,
            try encoded.serializedBytes(),
        ]
        var parameter = TransformationParameter()
        parameter.mirror = true
        parameter.cropSize = 2
        parameter.meanValue = [4]
        transformer = try DataTransformer(parameter, phase: .train)
    }

    func read(_ path: String) throws {
        let record = try ImageRecord(datum: FileBytes.read(path: path), place: path)
        let shape = try transformer.outputShape(
            channels: record.channels,
            height: record.height,
            width: record.width
        )
        var values = [Float](repeating: 0, count: shape.channels * shape.height * shape.width)
        var random = philox.sequence(iteration: 0, element: 0)
        try values.withUnsafeMutableBufferPointer {
            try transformer.transform(record, into: $0, random: &random)
        }
    }
}

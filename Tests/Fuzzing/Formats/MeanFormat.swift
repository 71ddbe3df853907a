import CremaData
import CremaProto

/// A mean image, as `mean_file` names it.
struct MeanFormat: FileFormat {
    static let name = "mean"
    let samples: [[UInt8]] = [
        MeanImage(channels: 3, height: 4, width: 5, values: Array(repeating: 0.5, count: 60)).bytes,
        MeanImage(channels: 1, height: 2, width: 2, values: [1, 2, 3, 4]).bytes,
    ]
    let pieces = ProtobufPieces.all

    func read(_ path: String) throws {
        var parameter = TransformationParameter()
        parameter.meanFile = path
        _ = try DataTransformer(parameter, phase: .train)
        _ = try MeanImage(path: path).picture
    }
}

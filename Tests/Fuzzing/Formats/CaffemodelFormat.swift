import CremaEngine
import CremaProto
import SwiftProtobuf

/// A net with its weights, copied into a net after it was read.
struct CaffemodelFormat: FileFormat {
    static let name = "caffemodel"
    let samples: [[UInt8]]
    let pieces = ProtobufPieces.all
    private let net: Net

    init() throws {
        net = try SampleNets.net()
        samples = [
            try net.proto().serializedBytes(), try net.proto(withDiff: true).serializedBytes(),
        ]
    }

    func read(_ path: String) throws {
        try net.copyTrainedLayers(from: NetParameter.read(caffemodel: path))
    }
}

import CremaEngine
import CremaProto
import FoundationEssentials
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
            try Self.foreign(net.proto()),
        ]
    }

    /// As forks write it: numbers as bytes, a name in GBK, and in each layer what
    /// reads as none of ours.
    private static func foreign(_ net: NetParameter) throws -> [UInt8] {
        var foreign = net
        for layer in net.layer.indices {
            foreign.layer[layer].name = String(
                raw: Array(net.layer[layer].name.utf8) + [0xCD, 0xF8]
            )
            for blob in net.layer[layer].blobs.indices {
                let values = net.layer[layer].blobs[blob].data
                foreign.layer[layer].blobs[blob].data = []
                foreign.layer[layer].blobs[blob].rawDataType = .float
                foreign.layer[layer].blobs[blob].rawData = values.withUnsafeBytes { Data($0) }
            }
        }
        return try foreign.binary()
    }

    func read(_ path: String) throws {
        try net.copyTrainedLayers(from: NetParameter.read(caffemodel: path))
    }
}

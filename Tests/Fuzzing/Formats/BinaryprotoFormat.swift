import CremaEngine
import CremaProto
import SwiftProtobuf

/// A matrix of information gains, legacy and with a shape, as InfogainLoss names it.
struct BinaryprotoFormat: FileFormat {
    static let name = "binaryproto"
    let samples: [[UInt8]]
    let pieces = ProtobufPieces.all

    init() throws {
        var legacy = BlobProto()
        legacy.num = 1
        legacy.channels = 1
        legacy.height = 3
        legacy.width = 3
        legacy.data = Array(repeating: 1, count: 9)
        var shaped = BlobProto()
        shaped.shape.dim = [3, 3]
        shaped.doubleData = Array(repeating: 1, count: 9)
        shaped.doubleDiff = Array(repeating: 1, count: 9)
        samples = [try legacy.serializedBytes(), try shaped.serializedBytes()]
    }

    func read(_ path: String) throws {
        _ = try SampleNets.net(
            #"""
            layer {
              name: "data" type: "Input" top: "scores" top: "label"
              input_param { shape { dim: 2 dim: 3 } shape { dim: 2 } }
            }
            layer {
              name: "loss" type: "InfogainLoss" bottom: "scores" bottom: "label"
              infogain_loss_param { source: "\#(path)" }
            }
            """#
        )
    }
}

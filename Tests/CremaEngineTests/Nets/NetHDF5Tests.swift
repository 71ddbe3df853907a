import CremaData
import CremaEngine
import CremaProto
import SwiftProtobuf
import TestSupport
import Testing

/// Weights in HDF5: saving and loading is the identity, and Caffe's rules hold
/// for what does not fit.
struct NetHDF5Tests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Two InnerProduct layers in a row, of those names, with more layers after them.
    private func net(
        _ first: String = "ip1",
        _ second: String = "ip2",
        more: String = "",
        shared: Bool = false,
        outputs: Int = 4
    ) throws -> Net {
        let param = shared ? #"param { name: "w" }"# : ""
        let text = """
            name: "small"
            layer { name: "x" type: "Input" top: "x" input_param { shape { dim: 2 dim: 4 } } }
            layer { name: "\(first)" type: "InnerProduct" bottom: "x" top: "a" \(param)
              inner_product_param { num_output: \(outputs) weight_filler { type: "xavier" } } }
            layer { name: "act/relu" type: "ReLU" bottom: "a" top: "a" }
            layer { name: "\(second)" type: "InnerProduct" bottom: "a" top: "b" \(param)
              inner_product_param { num_output: \(outputs) weight_filler { type: "xavier" } } }
            \(more)
            """
        let proto = try NetParameter.read(text: text, file: "net.prototxt").message
        return try Net(proto, phase: .train, context: NetContext(seed: .random(in: 1...9999)))
    }

    private func weights(_ net: Net) -> [[Float]] {
        net.parameters.map { Array($0.blob.data.read()) }
    }

    private func output(_ net: Net) throws -> [Float] {
        let x = try #require(net.blob("x")).data.write()
        for index in x.indices { x[index] = Float(index * 5 % 7) - 3 }
        try net.forward()
        return Array(try #require(net.blob("b")).data.read())
    }

    private func sentence(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "no error"
    }

    @Test(arguments: [("ip1", "ip2"), ("inception_3a/1x1", "inception_3a/3x3"), ("a", "a/b/c")])
    func `computes the same from weights that were saved and loaded`(
        _ first: String,
        _ second: String
    ) throws {
        let path = folder("w")
        let saved = try net(first, second)
        try saved.saveHDF5(to: path)
        let loaded = try net(first, second)
        #expect(weights(loaded) != weights(saved))
        try loaded.copyTrainedLayers(from: WeightsFile(path: path))
        #expect(weights(loaded) == weights(saved))
        let outputs = try (output(saved), output(loaded))
        #expect(outputs.0 == outputs.1)
    }

    @Test func `loads the same from both formats, recognised by their first bytes`() throws {
        let saved = try net()
        try saved.saveHDF5(to: folder("w.caffemodel"))
        try folder.write("w.h5", saved.proto().serializedBytes())
        for name in ["w.caffemodel", "w.h5"] {
            let loaded = try net()
            try loaded.copyTrainedLayers(from: WeightsFile(path: folder(name)))
            #expect(weights(loaded) == weights(saved))
        }
    }

    @Test func `its file has Caffe's structure`() throws {
        let path = folder("w.h5")
        let saved = try net(shared: true)
        try saved.saveHDF5(to: path, withDiff: true)
        let file = try HDF5File(path: path)
        let data = try file.groups(from: "data")
        #expect(
            data.map(\.path)
                == ["data", "data/act", "data/act/relu", "data/ip1", "data/ip2", "data/x"]
        )
        // The weight of ip2 is the one of ip1; gradients are there for both.
        #expect(data.map(\.datasets) == [[], [], [], ["0", "1"], ["1"], []])
        let diff = try file.groups(from: "diff")
        #expect(diff.map(\.datasets) == [[], [], [], ["0", "1"], ["0", "1"], []])
        let extents = try file.extents(of: "data/ip1/0")
        #expect(extents == [4, 4])
        let loaded = try net(shared: true)
        try loaded.copyTrainedLayers(from: WeightsFile(path: path))
        #expect(weights(loaded) == weights(saved))
    }

    @Test func `skips layers that the net does not have`() throws {
        let path = folder("w.h5")
        try net("other", "ip2").saveHDF5(to: path)
        let loaded = try net()
        let before = weights(loaded)
        try loaded.copyTrainedLayers(from: WeightsFile(path: path))
        let after = weights(loaded)
        #expect(after[0] == before[0])
        #expect(after[2] != before[2])
    }

    @Test func `refuses another shape, more parameters and missing ones, by the layer's name`()
        throws
    {
        let path = folder("w.h5")
        try net(outputs: 4).saveHDF5(to: path)
        let narrow = try net(outputs: 3)
        #expect(
            sentence { try narrow.copyTrainedLayers(from: WeightsFile(path: path)) }
                == "layer \"ip1\": cannot copy parameter 0: the file's shape is 4 4 (16), the "
                + "net's 3 4 (12); to learn this layer from scratch rather than copy it, rename it"
        )
        try net("act/relu/x", "x").saveHDF5(to: path)
        let other = try net()
        #expect(
            sentence { try other.copyTrainedLayers(from: WeightsFile(path: path)) }
                == "layer \"x\": \(path) has 2 parameters for this layer, the net 0"
        )
        let writer = HDF5Writer(path: path)
        try writer.makeGroup("data/ip1")
        try writer.save()
        #expect(
            sentence { try other.copyTrainedLayers(from: WeightsFile(path: path)) }
                == "layer \"ip1\": \(path) lacks parameter 0"
        )
        try HDF5Writer(path: path).save()
        #expect(
            sentence { try other.copyTrainedLayers(from: WeightsFile(path: path)) }
                == "\(path): no weights: the group \"data\" is missing"
        )
    }

    @Test func `accepts layers with the same name if only one of them has parameters`() throws {
        let silence = #"layer { name: "ip2" type: "Silence" bottom: "b" }"#
        let saved = try net(more: silence)
        try saved.saveHDF5(to: folder("w.h5"))
        let loaded = try net(more: silence)
        try loaded.copyTrainedLayers(from: WeightsFile(path: folder("w.h5")))
        #expect(weights(loaded) == weights(saved))
    }

    @Test(arguments: [
        ("ip", "ip", "two layers with this name have parameters"),
        ("ip", "ip/0", "\"ip/0\" is a parameter of another layer"),
        ("ip", "a//b", "a part of its name is empty, \".\" or contains a zero"),
    ])
    func `refuses names that HDF5 cannot distinguish`(
        _ first: String,
        _ second: String,
        _ reason: String
    ) throws {
        let net = try net(first, second)
        #expect(
            sentence { try net.saveHDF5(to: folder("w.h5")) }
                == "layer \"\(second)\": an HDF5 file cannot hold its weights: \(reason); rename "
                + "the layer, or set snapshot_format: BINARYPROTO"
        )
        #expect(!Folder.hasFile(folder("w.h5")))
    }
}

import CremaProto
import TestSupport
import Testing

@testable import CremaEngine

/// Weights of files that have nothing, or not everything, for a net.
struct NetTakenTests {
    private let folder: TemporaryFolder
    private let log = LogLines()

    init() throws { folder = try TemporaryFolder() }

    private func net(_ names: [String]) throws -> Net {
        let input =
            #"layer { name: "x" type: "Input" top: "x" input_param { shape { dim: 1 dim: 2 } } }"#
        let layers = names.map {
            """
            layer { name: "\($0)" type: "InnerProduct" bottom: "x" top: "\($0)"
              inner_product_param { num_output: 1 weight_filler { type: "uniform" min: 1 max: 2 } } }
            """
        }
        return try .make(input + layers.joined(), log: log.log)
    }

    /// The files of a net's weights in both forms.
    private func files(_ net: Net) throws -> [String] {
        try folder.write("w.caffemodel", net.proto().binary())
        try net.saveHDF5(to: folder("w.h5"))
        return [folder("w.caffemodel"), folder("w.h5")]
    }

    @Test func `a file from which no layer is taken is an error that names both sides`() throws {
        for file in try files(net(["a", "b"])) {
            let error = #expect(throws: EngineError.self) {
                try net(["c", "d"]).takeWeights(from: [file], log: .none)
            }
            #expect(
                error?.message
                    == "\(file): none of its layers is in the net, so no weights were taken from "
                    + "it: it "
                    + "has \"a\", \"b\", the net learns \"c\", \"d\"; layers are found by their "
                    + "names"
            )
        }
    }

    @Test func `a file without weights is an error, too`() throws {
        var empty = NetParameter()
        empty.name = "n"
        try folder.write("none", empty.binary())
        let error = #expect(throws: EngineError.self) {
            try net(["a"]).takeWeights(from: [folder("none")], log: .none)
        }
        #expect(error?.message.contains("it has no weights") == true)
    }

    @Test func `layers that get no weights are named, and all files count`() throws {
        for file in try files(net(["a", "b"])) {
            let part = try net(["b", "c"])
            try part.takeWeights(from: [file], log: log.log)
            #expect(
                log.texts.last == "no weights in \(file) for \"c\": it keeps what the fillers gave"
            )
            try folder.write("c", net(["c"]).proto().binary())
            let before = log.texts.count
            try net(["b", "c"]).takeWeights(from: [file, folder("c")], log: log.log)
            #expect(!log.texts.dropFirst(before).contains { $0.hasPrefix("no weights") })
        }
    }

    @Test func `a net that learns nothing takes nothing`() throws {
        for file in try files(net(["a"])) { try net([]).takeWeights(from: [file], log: .none) }
    }

    @Test func `parameters that layers share count for their owner`() throws {
        let text = """
            layer { name: "x" type: "Input" top: "x" input_param { shape { dim: 1 dim: 2 } } }
            layer { name: "a" type: "InnerProduct" bottom: "x" top: "a" param { name: "w" }
              inner_product_param { num_output: 1 bias_term: false } }
            layer { name: "b" type: "InnerProduct" bottom: "x" top: "b" param { name: "w" }
              inner_product_param { num_output: 1 bias_term: false } }
            """
        let shared = try Net.make(text)
        #expect(shared.learnedLayers == ["a"])
        for file in try files(shared) {
            try Net.make(text).takeWeights(from: [file], log: log.log)
            #expect(!log.texts.contains { $0.hasPrefix("no weights") })
        }
    }
}

import CremaProto
import Testing

@testable import CremaEngine

/// Split layers: where they come, what they are called, and who reads which of their tops.
struct NetSplitTests {
    /// The layers of a text with their splits.
    private func split(_ text: String) throws -> [LayerParameter] {
        var insertion = try SplitInsertion(
            NetParameter.read(text: text, file: "net.prototxt").message.layer
        )
        return insertion.run().map(\.parameter)
    }

    /// A layer's text of a name, type, bottoms and tops.
    private static func layer(
        _ name: String,
        _ bottoms: [String] = [],
        _ tops: [String],
        type: String = "Any",
        _ more: String = ""
    ) -> String {
        "layer { name: \"\(name)\" type: \"\(type)\" "
            + bottoms.map { "bottom: \"\($0)\" " }.joined()
            + tops.map { "top: \"\($0)\" " }.joined() + more + " }\n"
    }

    /// A net, and the net with its splits.
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var net: String
        var wanted: String
    }

    private static let cases = [
        Case(
            description: "a top that each is read once",
            net: layer("data", [], ["data", "label"]) + layer("ip", ["data"], ["ip"])
                + layer("loss", ["ip", "label"], []),
            wanted: layer("data", [], ["data", "label"]) + layer("ip", ["data"], ["ip"])
                + layer("loss", ["ip", "label"], [])
        ),
        Case(
            description: "tops that nobody reads",
            net: layer("data", [], ["data", "label"]),
            wanted: layer("data", [], ["data", "label"])
        ),
        Case(
            description: "a top read by two layers, and one read twice by one layer",
            net: layer("data", [], ["data", "label"]) + layer("a", ["data"], ["a"])
                + layer("b", ["data"], ["b"]) + layer("loss", ["a", "a", "b", "label"], []),
            wanted: layer("data", [], ["data", "label"])
                + layer(
                    "data_data_0_split",
                    ["data"],
                    ["data_data_0_split_0", "data_data_0_split_1"],
                    type: "Split"
                ) + layer("a", ["data_data_0_split_0"], ["a"])
                + layer(
                    "a_a_0_split",
                    ["a"],
                    ["a_a_0_split_0", "a_a_0_split_1"],
                    type: "Split"
                ) + layer("b", ["data_data_0_split_1"], ["b"])
                + layer("loss", ["a_a_0_split_0", "a_a_0_split_1", "b", "label"], [])
        ),
        Case(
            description: "the second top of a layer, named after its number",
            net: layer("data", [], ["data", "label"]) + layer("a", ["label"], ["a"])
                + layer("b", ["label"], ["b"]),
            wanted: layer("data", [], ["data", "label"])
                + layer(
                    "label_data_1_split",
                    ["label"],
                    ["label_data_1_split_0", "label_data_1_split_1"],
                    type: "Split"
                ) + layer("a", ["label_data_1_split_0"], ["a"])
                + layer("b", ["label_data_1_split_1"], ["b"])
        ),
        Case(
            description: "an in-place chain, split where its last layer ends",
            net: layer("data", [], ["data"]) + layer("ip", ["data"], ["ip"])
                + layer("relu", ["ip"], ["ip"]) + layer("a", ["ip"], ["a"])
                + layer("b", ["ip"], ["b"]),
            wanted: layer("data", [], ["data"]) + layer("ip", ["data"], ["ip"])
                + layer("relu", ["ip"], ["ip"])
                + layer(
                    "ip_relu_0_split",
                    ["ip"],
                    ["ip_relu_0_split_0", "ip_relu_0_split_1"],
                    type: "Split"
                ) + layer("a", ["ip_relu_0_split_0"], ["a"])
                + layer("b", ["ip_relu_0_split_1"], ["b"])
        ),
        Case(
            description: "a top that is a loss and is read",
            net: layer("ip", [], ["ip"], "loss_weight: 2.5") + layer("a", ["ip"], ["a"])
                + layer("b", ["ip"], ["b"]),
            wanted: layer("ip", [], ["ip"])
                + layer(
                    "ip_ip_0_split",
                    ["ip"],
                    ["ip_ip_0_split_0", "ip_ip_0_split_1", "ip_ip_0_split_2"],
                    type: "Split",
                    "loss_weight: 2.5 loss_weight: 0 loss_weight: 0"
                ) + layer("a", ["ip_ip_0_split_1"], ["a"]) + layer("b", ["ip_ip_0_split_2"], ["b"])
        ),
        Case(
            description: "a loss weight of 0, which reads nothing",
            net: layer("ip", [], ["ip"], "loss_weight: 0") + layer("a", ["ip"], ["a"]),
            wanted: layer("ip", [], ["ip"], "loss_weight: 0") + layer("a", ["ip"], ["a"])
        ),
        Case(
            description: "one loss weight of two, of which the other stays",
            net: layer("two", [], ["p", "q"], "loss_weight: 2 loss_weight: 3")
                + layer("a", ["p"], ["a"]),
            wanted: layer("two", [], ["p", "q"], "loss_weight: 0 loss_weight: 3")
                + layer(
                    "p_two_0_split",
                    ["p"],
                    ["p_two_0_split_0", "p_two_0_split_1"],
                    type: "Split",
                    "loss_weight: 2 loss_weight: 0"
                ) + layer("a", ["p_two_0_split_1"], ["a"])
        ),
    ]

    @Test(arguments: cases) func `splits blobs, but not those that are split already`(_ test: Case)
        throws
    {
        let wanted = try NetParameter.read(text: test.wanted, file: "wanted").message.layer
        #expect(try split(test.net) == wanted)
        #expect(try split(test.wanted) == wanted)
    }

    @Test func `refuses a bottom that comes too late`() {
        #expect(throws: EngineError.self) {
            try split(Self.layer("a", ["b"], ["a"]) + Self.layer("b", [], ["b"]))
        }
    }

    @Test func `a loss that is read counts once, with its own weight`() throws {
        let net = try Net.make(
            #"""
            layer { name: "in" type: "Input" top: "x" top: "t"
              input_param { shape { dim: 1 dim: 2 } shape { dim: 1 dim: 2 } } }
            layer { name: "loss" type: "EuclideanLoss" bottom: "x" bottom: "t" top: "loss"
              loss_weight: 3 }
            layer { name: "double" type: "Power" bottom: "loss" top: "double"
              power_param { scale: 2 } }
            """#
        )
        net.set("x", [1, 2])
        net.set("t", [3, 5])
        let loss = try net.forward()
        #expect(loss == 3 * 6.5)
        #expect(net.values("double") == [13])
    }
}

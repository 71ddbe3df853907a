import CremaProto
import Testing

@testable import CremaEngine

/// Which blobs a loss depends on, and what is said of a net without one.
struct NetLossTests {
    private let data = #"""
        layer { name: "data" type: "Input" top: "data" top: "label"
          input_param { shape { dim: 2 dim: 3 } shape { dim: 2 dim: 3 } } }

        """#

    private func layer(_ type: String, _ name: String, _ bottoms: String..., more: String = "")
        -> String
    {
        let read = bottoms.map { #"bottom: "\#($0)""# }.joined(separator: " ")
        return #"layer { name: "\#(name)" type: "\#(type)" \#(read) top: "\#(name)" \#(more) }"#
            + "\n"
    }

    private func mattering(_ net: Net) -> [String] {
        net.nodes.filter { $0.layer.topsMatter.contains(true) }.map(\.layer.name)
    }

    @Test func `what a loss depends on matters, and a measure next to it does not`() throws {
        let net = try Net.make(
            data + layer("TanH", "squashed", "data")
                + layer("EuclideanLoss", "loss", "squashed", "label")
                + layer("Power", "doubled", "squashed", more: "power_param { scale: 2 }")
                + layer("Reduction", "measure", "doubled")
        )
        #expect(mattering(net).filter { !$0.contains("split") } == ["data", "squashed", "loss"])
    }

    @Test func `what a layer with parameters reads matters, with a loss or without`() throws {
        let net = try Net.make(
            data + layer("TanH", "squashed", "data")
                + layer(
                    "InnerProduct",
                    "ip",
                    "squashed",
                    more: "inner_product_param { num_output: 1 }"
                ) + layer("TanH", "end", "ip")
        )
        #expect(mattering(net) == ["data", "squashed"])
    }

    @Test func `a net without any loss weight is reported`() throws {
        let sum = layer("Reduction", "sum", "data")
        #expect(
            try Net.make(data + sum).lackOfLoss?.english
                == "no layer of the net has a loss weight, so nothing is learned; a loss layer "
                + "makes one, or loss_weight: 1 in another layer"
        )
        let weighted = layer("Reduction", "sum", "data", more: "loss_weight: 2")
        #expect(try Net.make(data + weighted).lackOfLoss == nil)
        let loss = layer("EuclideanLoss", "loss", "data", "label")
        #expect(try Net.make(data + loss).lackOfLoss == nil)
    }
}

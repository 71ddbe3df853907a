import CremaProto
import Testing

@testable import CremaEngine

/// Where gradients go: losses, `propagate_down`, `force_backward`, and passes over part of a net.
struct NetGradientTests {
    private let input = #"""
        layer { name: "data" type: "Input" top: "data" top: "label"
          input_param { shape { dim: 2 dim: 3 } shape { dim: 2 dim: 1 } } }

        """#

    private func product(
        _ name: String,
        _ bottom: String,
        outputs: Int = 1,
        _ more: String = ""
    ) -> String {
        #"""
        layer { name: "\#(name)" type: "InnerProduct" bottom: "\#(bottom)" top: "\#(name)" \#(more)
          inner_product_param { num_output: \#(outputs)
            weight_filler { type: "uniform" min: -1 max: 1 } } }

        """#
    }

    private func fill(_ net: Net) {
        net.set("data", [1, -2, 0.5, 3, 1.5, -1])
        net.set("label", [0.5, -1])
    }

    private func gradients(of net: Net) throws -> [[Float]] {
        try net.forward()
        net.clearParameterDiffs()
        try net.backward()
        return net.parameters.map { Array($0.blob.diff.read()) }
    }

    private func needs(_ net: Net) -> [String] {
        net.nodes.filter(\.needsBackward).map(\.layer.name)
    }

    // MARK: Loss weights

    private func twoLosses(_ first: String, _ second: String) throws -> Net {
        let net = try Net.make(
            input + product("a", "data") + product("b", "data")
                + #"""
                layer { name: "l1" type: "EuclideanLoss" bottom: "a" bottom: "label" top: "l1" \#(first) }
                layer { name: "l2" type: "EuclideanLoss" bottom: "b" bottom: "label" top: "l2" \#(second) }
                """#
        )
        fill(net)
        return net
    }

    @Test func `a loss counts once unless it has another weight`() throws {
        let net = try twoLosses("", "loss_weight: 0.5")
        let loss = try net.forward()
        #expect(loss == net.values("l1")[0] + 0.5 * net.values("l2")[0])
        #expect(net.lossWeight(ofBlob: "l1") == 1 && net.lossWeight(ofBlob: "l2") == 0.5)
    }

    @Test func `gradients follow the loss weights`() throws {
        let once = try gradients(of: twoLosses("", ""))
        let weighted = try gradients(of: twoLosses("loss_weight: 2", "loss_weight: -4"))
        #expect(weighted[0] == once[0].map { 2 * $0 } && weighted[1] == once[1].map { 2 * $0 })
        #expect(weighted[2] == once[2].map { -4 * $0 } && weighted[3] == once[3].map { -4 * $0 })
    }

    @Test func `a layer that no loss depends on gets no gradient`() throws {
        let net = try twoLosses("loss_weight: 0", "")
        #expect(needs(net) == ["b", "l2"])
        let found = try gradients(of: net)
        #expect(found[0].allSatisfy { $0 == 0 } && found[2].contains { $0 != 0 })
    }

    @Test func `a weight in the middle of a net adds to the loss and to the gradient`() throws {
        func net(_ middle: String, _ end: String) throws -> Net {
            let net = try Net.make(
                input + product("a", "data", middle) + product("b", "a")
                    + #"layer { name: "l" type: "EuclideanLoss" bottom: "b" bottom: "label" top: "l" \#(end) }"#
            )
            fill(net)
            return net
        }
        let (both, middle, end) = (
            try net("loss_weight: 3", "loss_weight: 2"),
            try net("loss_weight: 3", "loss_weight: 0"),
            try net("", "loss_weight: 2")
        )
        let (sum, first, second) = (
            try gradients(of: both), try gradients(of: middle), try gradients(of: end)
        )
        for (sum, parts) in zip(sum[0], zip(first[0], second[0])) {
            #expect(abs(sum - (parts.0 + parts.1)) < 1e-5)
        }
        #expect(needs(middle) == ["a", "a_a_0_split"])
        #expect(needs(both) == ["a", "a_a_0_split", "b", "l"])
        let loss = try both.forward()
        let wanted = try middle.forward() + end.forward()
        #expect(abs(loss - wanted) < 1e-5)
    }

    // MARK: propagate_down

    /// A net whose labels are the output of other layers, and a loss that may
    /// send gradients into them.
    private func fakeLabels(_ propagate: String) -> String {
        input + product("ip", "data") + product("fake", "data")
            + #"""
            layer { name: "squash" type: "Sigmoid" bottom: "fake" top: "squash" }
            layer { name: "off" type: "Silence" bottom: "label" }
            layer { name: "loss" type: "EuclideanLoss" bottom: "ip" bottom: "squash" top: "loss" \#(propagate) }
            """#
    }

    @Test func `propagate_down stops a gradient on its way`() throws {
        let net = try Net.make(fakeLabels("propagate_down: true propagate_down: false"))
        #expect(net.node("loss")?.propagateDown == [true, false])
        #expect(needs(net) == ["ip", "loss"])
        fill(net)
        let found = try gradients(of: net)
        #expect(found[2].allSatisfy { $0 == 0 } && found[0].contains { $0 != 0 })
    }

    @Test(arguments: ["", "propagate_down: true propagate_down: true"])
    func `a gradient goes to all that learn`(_ propagate: String) throws {
        let net = try Net.make(fakeLabels(propagate))
        #expect(net.node("loss")?.propagateDown == [true, true])
        #expect(needs(net) == ["ip", "fake", "squash", "loss"])
        fill(net)
        #expect(try gradients(of: net)[2].contains { $0 != 0 })
    }

    @Test func `propagate_down sends a gradient to data, through a layer that learns`() throws {
        let net = try Net.make(
            input + product("a", "data", "propagate_down: true")
                + #"layer { name: "l" type: "EuclideanLoss" bottom: "a" bottom: "label" top: "l" }"#
        )
        fill(net)
        _ = try gradients(of: net)
        #expect(net.node("a")?.propagateDown == [true])
        #expect(net.gradient("data").contains { $0 != 0 })
    }

    @Test func `a layer that stops all gradients ends what comes before it`() throws {
        let net = try Net.make(
            input + product("a", "data", outputs: 4)
                + #"layer { name: "r" type: "ReLU" bottom: "a" top: "r" propagate_down: false }"#
                + product("b", "r")
                + #"layer { name: "l" type: "EuclideanLoss" bottom: "b" bottom: "label" top: "l" }"#
        )
        #expect(net.node("a")?.needsBackward == false && net.node("b")?.needsBackward == true)
        fill(net)
        let found = try gradients(of: net)
        #expect(found[0].allSatisfy { $0 == 0 } && found[2].contains { $0 != 0 })
    }

    @Test func `propagate_down needs a value for every bottom or none`() {
        #expect(
            refusalOfNet(fakeLabels("propagate_down: true")).hasSuffix(
                #"layer "loss": propagate_down is given once for each bottom or not at all: found 1 for 2 bottoms"#
            )
        )
    }

    // MARK: force_backward and lr_mult

    @Test func `lr_mult 0 makes a layer a constant`() throws {
        let net = try Net.make(
            input + product("a", "data", "param { lr_mult: 0 } param { lr_mult: 0 }")
                + product("b", "a", "param { lr_mult: 0 }")
                + #"layer { name: "l" type: "EuclideanLoss" bottom: "b" bottom: "label" top: "l" }"#
        )
        #expect(needs(net) == ["b", "l"])
        fill(net)
        let found = try gradients(of: net)
        #expect(found[2].allSatisfy { $0 == 0 } && found[3].contains { $0 != 0 })
    }

    @Test func `force_backward sends gradients to everything but labels`() throws {
        let net = try Net.make(
            "force_backward: true " + input
                + product("a", "data", outputs: 3, "param { lr_mult: 0 } param { lr_mult: 0 }")
                + #"layer { name: "l" type: "SoftmaxWithLoss" bottom: "a" bottom: "label" top: "l" }"#
        )
        #expect(needs(net) == ["data", "a", "l"])
        #expect(net.node("l")?.propagateDown == [true, false])
        net.set("data", [1, -2, 0.5, 3, 1.5, -1])
        let found = try gradients(of: net)
        #expect(net.gradient("data").contains { $0 != 0 })
        #expect(found[0].contains { $0 != 0 })
    }

    // MARK: Parts of a net

    @Test func `parts of a pass add up to the whole`() throws {
        let text =
            input + product("a", "data", outputs: 4)
            + #"layer { name: "r" type: "ReLU" bottom: "a" top: "r" }"# + product("b", "r")
            + #"layer { name: "l" type: "EuclideanLoss" bottom: "b" bottom: "label" top: "l" }"#
        let (whole, parts) = (try Net.make(text), try Net.make(text))
        fill(whole)
        fill(parts)
        let loss = try whole.forward()
        try whole.backward()
        for index in parts.nodes.indices {
            let part = try parts.forward(from: index, to: index)
            #expect(part == (index == parts.nodes.count - 1 ? loss : 0))
        }
        try parts.backward(from: 4, to: 3)
        #expect(parts.gradient("r") == whole.gradient("r"))
        try parts.backward(from: 2, to: 0)
        #expect(parts.gradient("a") == whole.gradient("a"))
        #expect(
            parts.parameters.map { Array($0.blob.diff.read()) }
                == whole.parameters.map { Array($0.blob.diff.read()) }
        )
    }

    @Test func `a pass over a part reads its bottoms as they are`() throws {
        let net = try Net.make(
            input
                + #"layer { name: "r" type: "Power" bottom: "data" top: "r" power_param { scale: 2 } }"#
        )
        fill(net)
        try net.forward(from: 1)
        #expect(net.values("r") == [2, -4, 1, 6, 3, -2])
    }

    @Test func `backward passes add to the gradients of parameters`() throws {
        let net = try twoLosses("", "")
        let once = try gradients(of: net)
        try net.backward()
        #expect(net.parameters.map { Array($0.blob.diff.read()) } == once.map { $0.map { 2 * $0 } })
    }

    // MARK: Shapes

    @Test func `goes back and forth between two input shapes`() throws {
        let net = try Net.make(
            #"""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 dim: 10 dim: 10 } } }
            layer { name: "c" type: "Convolution" bottom: "data" top: "c"
              convolution_param { num_output: 5 kernel_size: 3 weight_filler { type: "xavier" } } }
            layer { name: "r" type: "ReLU" bottom: "c" top: "c" }
            layer { name: "p" type: "Pooling" bottom: "c" top: "p" pooling_param { kernel_size: 2 stride: 2 } }
            layer { name: "s" type: "Softmax" bottom: "p" top: "s" }
            """#
        )
        let shapes: [(Shape, Shape)] = [
            ([2, 3, 12, 10], [2, 5, 5, 4]), ([4, 3, 9, 11], [4, 5, 4, 5]),
        ]
        var first: [[Float]] = []
        for round in 0..<4 {
            let (shape, top) = shapes[round % 2]
            net.blob("data")?.reshape(to: shape)
            net.set("data", (0..<shape.count).map { Float($0 % 7) - 3 })
            try net.forward()
            #expect(net.blob("s")?.shape == top)
            if round < 2 {
                first.append(net.values("s"))
            } else {
                #expect(net.values("s") == first[round % 2])
            }
        }
    }
}

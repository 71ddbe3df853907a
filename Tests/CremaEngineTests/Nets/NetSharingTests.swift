import CremaProto
import Testing

@testable import CremaEngine

/// Parameters that several layers share by name.
struct NetSharingTests {
    private let input = #"""
        layer { name: "in" type: "Input" top: "x" input_param { shape { dim: 2 dim: 6 } } }

        """#

    /// A product of 2 x 6 numbers with a constant matrix.
    private func product(
        _ name: String,
        _ fields: String,
        bottom: String = "x",
        outputs: Int = 6,
        value: Float = 1
    ) -> String {
        #"""
        layer { name: "\#(name)" type: "InnerProduct" bottom: "\#(bottom)" top: "\#(name)" \#(fields)
          inner_product_param { num_output: \#(outputs) bias_term: false
            weight_filler { type: "constant" value: \#(value) } } }

        """#
    }

    @Test func `the first layer with a parameter's name owns it, the others show its numbers`()
        throws
    {
        let net = try Net.make(
            input + product("a", #"param { name: "w" }"#, value: 3)
                + product("b", #"param { name: "w" }"#, value: 5)
        )
        let (a, b) = (net.nodes[2].layer.blobs[0], net.nodes[3].layer.blobs[0])
        #expect(a.data === b.data && a.diff === b.diff)
        #expect(b.data.read().allSatisfy { $0 == 3 })
        #expect(net.parameters.map(\.layer) == [2])
    }

    @Test(arguments: [
        (#"param { name: "w" }"#, #"param { name: "w" lr_mult: 3 decay_mult: 0 }"#),
        (#"param { name: "w" lr_mult: 3 decay_mult: 0 }"#, #"param { name: "w" }"#),
        (#"param { name: "w" lr_mult: 3 }"#, #"param { name: "w" lr_mult: 3 decay_mult: 0 }"#),
    ])
    func `a multiplier counts whichever of the sharers has it`(_ a: String, _ b: String) throws {
        let net = try Net.make(input + product("a", a) + product("b", b))
        #expect(net.parameters.map(\.lrMult) == [3])
        #expect(net.parameters.map(\.decayMult) == [0])
    }

    @Test func `sharers must agree on a multiplier that several of them have`() {
        let text =
            input + product("a", #"param { name: "w" lr_mult: 1 }"#)
            + product("b", #"param { name: "w" lr_mult: 2 }"#)
        #expect(
            refusalOfNet(text).hasSuffix(
                #"layer "b": sharers of the parameter "w" must agree on lr_mult: found 2.0, its owner has 1.0"#
            )
        )
    }

    @Test func `strict sharing refuses another shape of the same count`() {
        let text =
            input + product("a", #"param { name: "w" }"#, outputs: 2)
            + product("b", #"param { name: "w" }"#, bottom: "a")
        #expect(
            refusalOfNet(text).contains(
                "its owner's shape is 2 6 (12), this layer's 6 2 (12); share_mode: PERMISSIVE "
                    + "needs only the same count"
            )
        )
    }

    @Test func `permissive sharing refuses another count`() {
        let text =
            input + product("a", #"param { name: "w" }"#, outputs: 2)
            + product("b", #"param { name: "w" share_mode: PERMISSIVE }"#, bottom: "a", outputs: 5)
        #expect(refusalOfNet(text).contains("this layer's 5 2 (10)"))
    }

    /// y = W' (W x) with W of 2 x 6 numbers read as 6 x 2 by the second layer.
    private func twoShapes(log: Log = .none) throws -> Net {
        try Net.make(
            "force_backward: true " + input + product("a", #"param { name: "w" }"#, outputs: 2)
                + product(
                    "b",
                    #"param { name: "w" share_mode: PERMISSIVE } loss_weight: 1"#,
                    bottom: "a"
                ),
            log: log
        )
    }

    @Test func `permissive sharing shows one memory in two shapes`() throws {
        let net = try twoShapes()
        let (a, b) = (net.nodes[1].layer.blobs[0], net.nodes[2].layer.blobs[0])
        #expect((a.shape, b.shape) == ([2, 6], [6, 2]))
        let weights = (0..<12).map { Float($0) }
        _ = a.data.write().update(fromContentsOf: weights)
        #expect(Array(b.data.read()) == weights)
        b.data.update()[3] = 100
        #expect(a.data.read()[3] == 100)
    }

    @Test func `permissive sharers add up their gradients`() throws {
        let net = try twoShapes()
        let weights = (0..<12).map { Float($0) - 4 }
        _ = net.parameters[0].blob.data.write().update(fromContentsOf: weights)
        let x = (0..<12).map { Float($0 % 5) - 1 }
        net.set("x", x)
        try net.forward()
        net.clearParameterDiffs()
        try net.backward()
        // Layer b: the gradient of its row i, column j is the sum of a's column j over both images.
        // Layer a: row j gets the column sum j of b's weights times the sum of the images.
        let a = net.values("a")
        var wanted = (0..<12).map { a[$0 % 2] + a[2 + $0 % 2] }
        for row in 0..<2 {
            let column = (0..<6).map { weights[2 * $0 + row] }.reduce(0, +)
            for item in 0..<6 { wanted[6 * row + item] += column * (x[item] + x[6 + item]) }
        }
        #expect(Array(net.parameters[0].blob.diff.read()) == wanted)
    }

    @Test func `convolutions share one memory in two shapes on every device`() throws {
        let text = #"""
            layer { name: "in" type: "Input" top: "x"
              input_param { shape { dim: 3 dim: 16 dim: 9 dim: 9 } } }
            layer { name: "a" type: "Convolution" bottom: "x" top: "a" param { name: "w" }
              convolution_param { num_output: 32 kernel_size: 3 bias_term: false
                weight_filler { type: "xavier" } } }
            layer { name: "b" type: "Convolution" bottom: "a" top: "b" loss_weight: 1
              param { name: "w" share_mode: PERMISSIVE }
              convolution_param { num_output: 16 kernel_size: 3 bias_term: false } }
            """#
        var gradients: [[Float]] = []
        for (device, workers) in [
            (ReferenceDevice() as any Device, 1), (try DNNLDevice(file: nil), 2),
        ] {
            let net = try Net.make(text, phase: .train, workers: workers, device: device)
            net.set("x", (0..<3 * 16 * 81).map { Float($0 * 37 % 101) / 50 - 1 })
            for _ in 0..<2 {
                try net.forward()
                net.clearParameterDiffs()
                try net.backward()
            }
            gradients.append(Array(net.parameters[0].blob.diff.read()))
        }
        let size = gradients[0].map { abs($0) }.max() ?? 0
        let worst = zip(gradients[0], gradients[1]).map { abs($0 - $1) }.max() ?? 1
        #expect(size > 1 && worst < 1e-4 * size)
    }

    @Test func `sharers of one shape add up their gradients whatever layout each prefers`() throws {
        // Strides differ, and with them the orders that a device chooses for the same weights.
        let text = #"""
            layer { name: "in" type: "Input" top: "x"
              input_param { shape { dim: 2 dim: 16 dim: 12 dim: 12 } } }
            layer { name: "a" type: "Convolution" bottom: "x" top: "a" param { name: "w" }
              loss_weight: 1 convolution_param { num_output: 16 kernel_size: 3 bias_term: false
                weight_filler { type: "xavier" } } }
            layer { name: "b" type: "Convolution" bottom: "x" top: "b" param { name: "w" }
              loss_weight: 1 convolution_param { num_output: 16 kernel_size: 3 stride: 2 bias_term: false } }
            """#
        let choices = ["nhwc", "nChw16c"]
        let reference = try gradient(text, ReferenceDevice())
        let geometries = try shapes(of: text)
        for pick in [choices, choices.reversed()] {
            let given = Dictionary(zip(geometries, pick)) { first, _ in first }
            let found = try gradient(text, try DNNLDevice(choices: given, file: nil))
            let worst = zip(reference, found).map { abs($0 - $1) }.max() ?? 1
            #expect(worst < 1e-3, "\(given)")
        }
    }

    private func gradient(_ text: String, _ device: any Device) throws -> [Float] {
        let net = try Net.make(text, phase: .train, device: device)
        net.set("x", (0..<2 * 16 * 144).map { Float($0 * 37 % 101) / 50 - 1 })
        try net.forward()
        net.clearParameterDiffs()
        try net.backward()
        return Array(net.parameters[0].blob.diff.read())
    }

    /// The texts by which a device keeps its choices for the convolutions of a net.
    private func shapes(of text: String) throws -> [String] {
        let device = try DNNLDevice(file: nil)
        _ = try gradient(text, device)
        return device.choices.keys.sorted()
    }

    @Test func `refuses more param entries than the layer has parameters`() {
        let text = input + product("a", #"param { } param { }"#)
        #expect(
            refusalOfNet(text).hasSuffix(
                #"layer "a": found 2 param entries for a layer with 1 parameters"#
            )
        )
    }
}

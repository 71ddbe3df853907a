import CremaProto
import Testing

@testable import CremaEngine

/// Layers in place compute what they would compute apart, where Caffe's
/// gradient would be wrong, too.
@Suite struct InPlaceTests {
    private func makeNet(_ text: String) throws -> Net {
        let context = try NetContext(device: ReferenceDevice(), workers: WorkerPool(count: 1))
        let text = "force_backward: true \(text)"
        return try Net(
            NetParameter.read(text: text, file: "net"),
            phase: .train,
            context: context
        )
    }

    /// A chain of layers, the first apart from its bottom, the others in place or apart.
    private func makeChain(_ layers: [String], isInPlace: Bool) throws -> Net {
        let input =
            "layer { name: \"x\" type: \"Input\" top: \"x\" "
            + "input_param { shape { dim: 2 dim: 4 dim: 3 dim: 3 } } }"
        return try makeNet(
            layers.enumerated().reduce(input) { text, item in
                let (number, layer) = item
                let bottom = number == 0 ? "x" : isInPlace ? "y" : "y\(number - 1)"
                let top = isInPlace ? "y" : "y\(number)"
                return text
                    + "layer { name: \"l\(number)\" bottom: \"\(bottom)\" top: \"\(top)\" "
                    + "\(layer) }"
            }
        )
    }

    /// The output of a chain and the gradient of its input.
    private func run(_ net: Net) throws -> (output: [Float], gradient: [Float]) {
        let (input, output) = (try #require(net.blob("x")), try #require(net.nodes.last).tops[0])
        let values = input.data.write()
        for index in values.indices { values[index] = Float(index * 31 % 17) / 9 - 0.9 }
        try net.forward()
        let slopes = output.diff.write()
        for index in slopes.indices { slopes[index] = Float(index * 13 % 7) - 2.5 }
        try net.backward()
        return (Array(output.data.read()), Array(input.diff.read()))
    }

    private func values(_ name: String, of net: Net) throws -> [Float] {
        let blob = try #require(net.blob(name))
        return Array(blob.data.read())
    }

    private static let dropout = "type: \"Dropout\""
    private static let scale = "type: \"Scale\" scale_param { filler { value: -2 } }"

    @Test(
        arguments: [
            ["type: \"Sigmoid\"", dropout], ["type: \"TanH\"", "type: \"BNLL\""],
            ["type: \"Exp\"", "type: \"Log\" log_param { shift: 1 }"],
            ["type: \"ReLU\"", scale], ["type: \"ReLU\"", dropout, scale],
            ["type: \"ReLU\" relu_param { negative_slope: -1 }", "type: \"BatchNorm\""],
            ["type: \"ReLU\" relu_param { negative_slope: 0.5 }", dropout],
            ["type: \"Softmax\"", "type: \"Power\" power_param { power: 2 shift: 1 }"],
            ["type: \"Power\"", "type: \"LRN\"", "type: \"MVN\""],
            ["type: \"LRN\"", "type: \"ReLU\""],
            ["type: \"MVN\"", "type: \"Sigmoid\"", "type: \"ELU\""],
            ["type: \"BatchNorm\"", scale, "type: \"ReLU\"", dropout],
            [
                "type: \"Power\"", "type: \"BNLL\"",
                "type: \"Clip\" clip_param { min: 0.4 max: 0.9 }",
            ],
            ["type: \"Power\"", "type: \"AbsVal\"", "type: \"PReLU\"", "type: \"Swish\""],
            ["type: \"Power\"", "type: \"Bias\" bias_param { filler { value: 3 } }", dropout],
        ]
    )
    func `computes the same in place as apart`(layers: [String]) throws {
        let apart = try run(makeChain(layers, isInPlace: false))
        let inPlace = try run(makeChain(layers, isInPlace: true))
        for (found, wanted) in zip(inPlace.output + inPlace.gradient, apart.output + apart.gradient)
        {
            #expect(abs(found - wanted) <= 1e-5 * max(1, abs(wanted)))
        }
        #expect(inPlace.gradient.contains { $0 != 0 })
    }

    @Test func `writes over a blob whose values no gradient needs`() throws {
        let net = try makeChain(
            ["type: \"ReLU\"", Self.dropout, "type: \"ReLU\""],
            isInPlace: true
        )
        let blobs = net.nodes.dropFirst().map { ObjectIdentifier($0.tops[0]) }
        #expect(Set(blobs).count == 1)
    }

    @Test func `shows under the name what the last layer has made`() throws {
        let net = try makeChain(["type: \"Sigmoid\"", Self.scale], isInPlace: true)
        let found = try run(net)
        #expect(try values("y", of: net) == found.output)
        #expect(net.blobs.map(\.name) == ["x", "y"])
    }

    @Test func `leaves a parameter and a constant as they are`() throws {
        let net = try makeNet(
            """
            layer { name: "p" type: "Parameter" top: "p" parameter_param { shape { dim: 2 } } }
            layer { name: "d" type: "DummyData" top: "d"
              dummy_data_param { shape { dim: 2 } data_filler { value: 3 } } }
            layer { name: "p2" type: "Power" bottom: "p" top: "p" power_param { shift: 1 } }
            layer { name: "d2" type: "Power" bottom: "d" top: "d" power_param { scale: 2 } }
            """
        )
        for _ in 0..<2 {
            try net.forward()
            #expect(try values("p", of: net) == [1, 1])
            #expect(try values("d", of: net) == [6, 6])
        }
        let parameter = try #require(net.node("p")).layer.blobs[0]
        #expect(Array(parameter.data.read()) == [0, 0])
    }

    @Test func `adds to a blob in place, and marks it in place`() throws {
        let net = try makeNet(
            """
            layer { name: "in" type: "Input" top: "x" top: "z"
              input_param { shape { dim: 2 } } }
            layer { name: "add" type: "Eltwise" bottom: "x" bottom: "z" top: "x" }
            layer { name: "mark" type: "Threshold" bottom: "x" top: "x" threshold_param { threshold: 2 } }
            """
        )
        for (name, values): (String, [Float]) in [("x", [1, 2]), ("z", [1, 3])] {
            let input = net.nodes[0].tops[name == "x" ? 0 : 1]
            _ = input.data.write().update(fromContentsOf: values)
        }
        try net.forward()
        #expect(try values("x", of: net) == [0, 1])
    }

    @Test(
        arguments: [
            "Convolution", "Deconvolution", "InnerProduct", "Pooling", "Reshape", "Flatten",
            "Split", "Im2col", "Tile",
        ]
    )
    func `refuses in words what cannot be in place`(type: String) {
        let said = message {
            _ = try makeNet(
                """
                layer { name: "in" type: "Input" top: "x"
                  input_param { shape { dim: 1 dim: 2 dim: 4 dim: 4 } } }
                layer { name: "l" type: "\(type)" bottom: "x" top: "x" }
                """
            )
        }
        #expect(said?.contains("\(type) cannot run in place; give its top another name") == true)
    }
}

import CremaProto
import Glibc
import Testing

@testable import CremaEngine

@Suite struct RecurrentLayerTests {
    private static let fillers = """
        weight_filler { type: "gaussian" std: 0.4 } bias_filler { type: "gaussian" std: 0.4 }
        """

    /// A layer with 3 units and its inputs filled, cont with 1.
    private func make(
        _ type: String,
        _ bottoms: [Shape],
        fields: String = "",
        tops: Int = 1
    ) throws -> LayerText {
        let text =
            "type: \"\(type)\" recurrent_param { num_output: 3 \(Self.fillers) \(fields) }"
        let bench = try LayerText(text, bottoms: bottoms, tops: tops)
        for index in bottoms.indices {
            bench.fill(index, (0..<bottoms[index].count).map { sin(Float($0 * 7 + index)) })
        }
        bench.fill(1, Array(repeating: 1, count: bottoms[1].count))
        return bench
    }

    private func expectClose(_ found: [Float], _ wanted: [Float]) {
        #expect(found.count == wanted.count)
        for (found, wanted) in zip(found, wanted) { #expect(abs(found - wanted) < 1e-5) }
    }

    @Test func `computes two steps of an LSTM as by hand`() throws {
        let bench = try LayerText(
            "type: \"LSTM\" recurrent_param { num_output: 1 }",
            bottoms: [[2, 1, 1], [2, 1]]
        )
        // Only g reads the input; the other gates are half open.
        _ = bench.layer.blobs[0].data.write().update(fromContentsOf: [0, 0, 0, 1])
        bench.fill(0, [1, 1])
        bench.fill(1, [0, 1])
        // c is 0.3807971, then half of it and the same again.
        expectClose(try bench.forward(), [0.18169974, 0.25811840])
        bench.fill(1, [0, 0])
        expectClose(try bench.forward(), [0.18169974, 0.18169974])
    }

    @Test func `computes two steps of an RNN as by hand`() throws {
        let bench = try LayerText(
            "type: \"RNN\" recurrent_param { num_output: 1 }",
            bottoms: [[2, 1, 1], [2, 1]]
        )
        for (blob, value) in zip(bench.layer.blobs, [1, 0, 2, 1, 0.5] as [Float]) {
            blob.data.write()[0] = value
        }
        bench.fill(0, [0.5, -0.25])
        bench.fill(1, [0, 1])
        expectClose(try bench.forward(), [0.74521974, 0.79605850])
        bench.fill(1, [0, 0])
        expectClose(try bench.forward(), [0.74521974, 0.24968922])
    }

    @Test(arguments: ["LSTM", "RNN"])
    func `computes the same step by step as all at once`(type: String) throws {
        let whole = try make(type, [[4, 2, 5], [4, 2], [2, 2]])
        let single = try make(type, [[1, 2, 5], [1, 2], [2, 2]])
        for cont: [Float] in [[1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 1, 0, 0, 0, 1, 1]] {
            whole.fill(1, cont)
            (whole.layer as? any CarriesState)?.reset()
            (single.layer as? any CarriesState)?.reset()
            let wanted = try whole.forward()
            let x = Array(whole.bottoms[0].data.read())
            let found = try (0..<4).flatMap { step in
                single.fill(0, Array(x[step * 10..<(step + 1) * 10]))
                single.fill(1, Array(cont[step * 2..<(step + 1) * 2]))
                return try single.forward()
            }
            expectClose(found, wanted)
        }
    }

    @Test(arguments: ["LSTM", "RNN"])
    func `continues where the last pass ended, until it is reset`(type: String) throws {
        let bench = try make(type, [[2, 2, 3], [2, 2]])
        let layer = try #require(bench.layer as? any CarriesState)
        let first = try bench.forward()
        let second = try bench.forward()
        #expect(first != second)
        layer.reset()
        #expect(try bench.forward() == first)
        bench.fill(1, [0, 0, 1, 1])
        #expect(try bench.forward() == first)
    }

    @Test(arguments: ["LSTM", "RNN"])
    func `continues from a saved state bit for bit`(type: String) throws {
        let bench = try make(type, [[2, 2, 3], [2, 2]])
        let other = try make(type, [[2, 2, 3], [2, 2]])
        try bench.forward()
        let saved = try #require(bench.layer as? any CarriesState).stateProtos()
        try #require(other.layer as? any CarriesState).restoreState(saved)
        #expect(try bench.forward() == other.forward())
    }

    @Test func `refuses the state of another layer`() throws {
        let bench = try make("LSTM", [[2, 2, 3], [2, 2]])
        let other = try make("RNN", [[2, 3, 3], [2, 3]])
        let layer = try #require(bench.layer as? any CarriesState)
        let wrong = try #require(other.layer as? any CarriesState)
        #expect(
            message { try layer.restoreState(wrong.stateProtos()) }
                == "layer \"L\": the file has 1 states, the layer 2"
        )
        #expect(
            message { try wrong.restoreState([layer.stateProtos()[0]]) }
                == "layer \"L\": state 0 has the shape 1 2 3 (6), the layer's is 1 3 3 (9)"
        )
    }

    @Test(arguments: [("LSTM", 2), ("RNN", 1)])
    func `reads and shows its states where they are exposed`(type: String, states: Int) throws {
        let state: Shape = [1, 2, 3]
        let hidden = try make(type, [[2, 2, 3], [2, 2]])
        let exposed = try make(
            type,
            [[2, 2, 3], [2, 2]] + Array(repeating: state, count: states),
            fields: "expose_hidden: true",
            tops: 1 + states
        )
        for index in 0..<states { exposed.fill(2 + index, Array(repeating: 0, count: 6)) }
        #expect(try exposed.forward() == hidden.forward())
        #expect(exposed.tops.dropFirst().allSatisfy { $0.shape == state })
        // What a pass shows, the next one may be given.
        for index in 0..<states {
            exposed.fill(2 + index, Array(exposed.tops[1 + index].data.read()))
        }
        #expect(try exposed.forward() == hidden.forward())
    }

    @Test func `sends no gradient into an exposed state`() throws {
        let bench = try make(
            "RNN",
            [[2, 2, 3], [2, 2], [1, 2, 3]],
            fields: "expose_hidden: true",
            tops: 2
        )
        try bench.forward()
        for top in bench.tops { top.diff.write().update(repeating: 1) }
        bench.bottoms[2].diff.write().update(repeating: 5)
        try bench.layer.backward(
            top: bench.tops,
            propagateDown: [true, false, true],
            bottom: bench.bottoms,
            share: .whole
        )
        #expect(bench.bottoms[2].diff.read().allSatisfy { $0 == 0 })
    }

    @Test(arguments: ["LSTM", "RNN"])
    func `accepts another number of streams, but not of steps`(type: String) throws {
        let bench = try make(type, [[2, 2, 3], [2, 2]])
        try bench.forward()
        bench.bottoms[0].reshape(to: [2, 5, 3])
        bench.bottoms[1].reshape(to: [2, 5])
        bench.fill(1, Array(repeating: 0, count: 10))
        #expect(try bench.forward().count == 30)
        bench.bottoms[0].reshape(to: [3, 5, 3])
        bench.bottoms[1].reshape(to: [3, 5])
        #expect(
            message { try bench.forward() }
                == "layer \"L\": the number of steps stays 2, that of the first pass; found 3 5 3 "
                + "(45)"
        )
    }

    // So large that the steps are dealt.
    @Test(arguments: ["LSTM", "RNN"])
    func `computes the same on one worker and on three`(type: String) throws {
        let text = """
            force_backward: true
            layer { name: "in" type: "Input" top: "x" top: "cont" top: "s"
              input_param { shape { dim: 3 dim: 7 dim: 60 } shape { dim: 3 dim: 7 }
                shape { dim: 7 dim: 40 } } }
            layer { name: "r" type: "\(type)" bottom: "x" bottom: "cont" bottom: "s" top: "y"
              recurrent_param { num_output: 200 weight_filler { type: "xavier" }
                bias_filler { type: "uniform" } } }
            """
        let results = try [1, 3].map { workers in
            let net = try Net(
                NetParameter.read(text: text, file: "net"),
                phase: .train,
                context: NetContext(workers: WorkerPool(count: workers))
            )
            let inputs = net.nodes[0].tops
            for (number, input) in inputs.enumerated() {
                let values = input.data.write()
                for index in values.indices {
                    values[index] = number == 1 ? Float(index % 3 == 0 ? 0 : 1) : sin(Float(index))
                }
            }
            try net.forward()
            let top = net.nodes[1].tops[0]
            let slopes = top.diff.write()
            for index in slopes.indices { slopes[index] = cos(Float(index)) }
            net.clearParameterDiffs()
            try net.backward()
            let gradients = [inputs[0].diff, inputs[2].diff] + net.parameters.map(\.blob.diff)
            return ([top.data] + gradients).map { Array($0.read()) }
        }
        for (one, other) in zip(results[0], results[1]) {
            #expect(one.contains { $0 != 0 })
            for (one, other) in zip(one, other) { #expect(abs(one - other) < 1e-4) }
        }
    }

    @Test func `has Caffe's parameters in Caffe's order`() throws {
        let lstm = try make("LSTM", [[2, 2, 5], [2, 2], [2, 7]])
        #expect(lstm.layer.blobs.map(\.shape) == [[12, 5], [12], [12, 7], [12, 3]])
        let rnn = try make("RNN", [[2, 2, 5], [2, 2], [2, 7]])
        #expect(rnn.layer.blobs.map(\.shape) == [[3, 5], [3], [3, 7], [3, 3], [3, 3], [3]])
    }

    @Test(
        arguments: [
            ("LSTM", 1, 1, ""), ("LSTM", 2, 2, ""), ("LSTM", 4, 1, ""),
            ("LSTM", 3, 3, "expose_hidden: true"), ("RNN", 3, 1, "expose_hidden: true"),
        ]
    )
    func `refuses the wrong number of blobs`(
        type: String,
        bottoms: Int,
        tops: Int,
        fields: String
    ) throws {
        let shapes: [Shape] = [[2, 2, 3], [2, 2], [1, 2, 3], [1, 2, 3]]
        let said = message {
            _ = try LayerText(
                "type: \"\(type)\" recurrent_param { num_output: 3 \(fields) }",
                bottoms: Array(shapes.prefix(bottoms)),
                tops: tops
            )
        }
        #expect(try #require(said).contains("expose_hidden"))
    }

    @Test(
        arguments: [
            ([[2, 2, 3], [2, 3]], "steps x streams, here 2 2 (4); found the shape 2 3 (6)"),
            ([[2], [2]], "the first bottom is steps x streams x ...; found the shape 2 (2)"),
            (
                [[2, 2, 3], [2, 2], [3, 4]], "streams x ..., here of 2 streams; found the shape 3 4"
            ),
        ] as [([Shape], String)]
    )
    func `refuses shapes that do not fit together`(bottoms: [Shape], reason: String) throws {
        let said = message {
            _ = try LayerText(
                "type: \"LSTM\" recurrent_param { num_output: 3 }",
                bottoms: bottoms
            )
        }
        #expect(try #require(said).contains(reason))
    }

    @Test func `refuses to have zero units`() throws {
        let said = message {
            _ = try LayerText("type: \"RNN\" recurrent_param { }", bottoms: [[1, 1, 1], [1, 1]])
        }
        #expect(try #require(said).contains("num_output is from 1"))
    }
}

@Suite struct LSTMUnitLayerTests {
    @Test func `forgets its state where a stream begins again`() throws {
        let bench = try LayerText(
            "type: \"LSTMUnit\"",
            bottoms: [[1, 2, 1], [1, 2, 4], [1, 2]],
            tops: 2
        )
        bench.fill(0, [0.4, 0.4])
        // All gates half open, g = tanh(1).
        bench.fill(1, [0, 0, 0, 1, 0, 0, 0, 1])
        bench.fill(2, [0, 1])
        let c = try bench.forward()
        #expect(abs(c[0] - 0.3807971) < 1e-6 && abs(c[1] - 0.5807971) < 1e-6)
        let h = Array(bench.tops[1].data.read())
        #expect(abs(h[0] - 0.18169974) < 1e-6 && abs(h[1] - 0.26162226) < 1e-6)
    }

    @Test(
        arguments: [
            [[2, 2, 1], [1, 2, 4], [1, 2]], [[1, 2, 1], [1, 2, 3], [1, 2]],
            [[1, 2, 1], [1, 2, 4], [2, 2]],
        ] as [[Shape]]
    )
    func `refuses other shapes`(bottoms: [Shape]) {
        #expect(
            message { _ = try LayerText("type: \"LSTMUnit\"", bottoms: bottoms, tops: 2) } != nil
        )
    }
}

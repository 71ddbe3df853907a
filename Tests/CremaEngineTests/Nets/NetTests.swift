import CremaEngine
import CremaProto
import Testing

/// Building nets: rules, splits, in-place layers, sharing, and the words of each refusal.
struct NetTests {
    /// A net of those layers, on one worker.
    private func makeNet(
        _ text: String,
        phase: Phase = .test,
        stages: [String] = [],
        level: Int32 = 0
    ) throws -> Net {
        let file = try NetParameter.read(text: text, file: "net.prototxt")
        var state = NetState()
        state.phase = phase
        state.stage = stages
        state.level = level
        let context = try NetContext(device: ReferenceDevice(), workers: WorkerPool(count: 1))
        return try Net(file, state: state, context: context)
    }

    private func refusal(_ text: String) -> String {
        do {
            _ = try makeNet(text)
            return "none"
        } catch { return "\(error)" }
    }

    private let input =
        #"layer { name: "in" type: "Input" top: "x" input_param { shape { dim: 2 dim: 3 } } }"#

    // MARK: Rules

    @Test func `keeps the layers whose include rule is met`() throws {
        let text =
            input + "\n"
            + #"layer { name: "a" type: "ReLU" bottom: "x" top: "a" include { phase: TRAIN } }"#
            + #"layer { name: "b" type: "ReLU" bottom: "x" top: "b" include { stage: "val" not_stage: "quick" } }"#
            + #"layer { name: "c" type: "ReLU" bottom: "x" top: "c" exclude { min_level: 2 } }"#
        let names = { (net: Net) in net.nodes.map(\.layer.name).filter { $0.count == 1 } }
        #expect(names(try makeNet(text, phase: .train)) == ["a", "c"])
        #expect(names(try makeNet(text, stages: ["val"])) == ["b", "c"])
        #expect(names(try makeNet(text, stages: ["val", "quick"], level: 2)) == [])
    }

    @Test func `refuses include and exclude rules on one layer`() {
        let text =
            input
            + #"layer { name: "a" type: "ReLU" bottom: "x" top: "a" include { phase: TRAIN } exclude { stage: "s" } }"#
        #expect(
            refusal(text).hasSuffix(
                "layer \"a\": a layer has either include rules or exclude rules, found both; keep "
                    + "one kind"
            )
        )
    }

    // MARK: Splits

    @Test func `splits a top that two layers read, with Caffe's names`() throws {
        let net = try makeNet(
            input + #"layer { name: "a" type: "ReLU" bottom: "x" top: "a" }"#
                + #"layer { name: "b" type: "Power" bottom: "x" top: "b" }"#
        )
        #expect(net.nodes.map(\.layer.name) == ["in", "x_in_0_split", "a", "b"])
        #expect(net.blobs.map(\.name) == ["x", "x_in_0_split_0", "x_in_0_split_1", "a", "b"])
        #expect(net.outputs == ["a", "b"])
    }

    @Test func `counts a loss weight as a reader and moves it to the first split top`() throws {
        let net = try makeNet(
            input
                + #"layer { name: "a" type: "Power" bottom: "x" top: "a" loss_weight: 3 power_param { shift: 1 } }"#
                + #"layer { name: "b" type: "ReLU" bottom: "a" top: "b" }"#
        )
        #expect(net.nodes.map(\.layer.name) == ["in", "a", "a_a_0_split", "b"])
        #expect(net.nodes[2].lossWeights == [3, 0])
        let loss = try net.forward()
        #expect(loss == 3 * 6)
    }

    // MARK: Refusals

    @Test func `names the nearest blob if a bottom is unknown`() {
        let text = input + "\n" + #"layer { name: "a" type: "ReLU" bottom: "xx" top: "a" }"#
        #expect(
            refusal(text)
                == #"net.prototxt:2:32: layer "a": no layer before it makes the bottom "xx"; did you mean "x"?"#
        )
    }

    @Test func `names the nearest type if one is unknown`() {
        let text = input + "\n" + #"layer { name: "p" type: "Poling" bottom: "x" top: "p" }"#
        #expect(
            refusal(text)
                == #"net.prototxt:2:19: layer "p": unknown type "Poling"; did you mean "Pooling"?"#
        )
    }

    @Test func `refuses a top that another layer makes`() {
        let text =
            input + #"layer { name: "a" type: "ReLU" bottom: "x" top: "a" }"#
            + #"layer { name: "b" type: "Power" bottom: "a" top: "x" }"#
        #expect(
            refusal(text).hasSuffix(
                #"layer "b": the top "x" is already made by another layer; give it another name"#
            )
        )
    }

    @Test func `refuses a loss weight for only some of the tops`() {
        let said = refusal(
            input
                + #"layer { name: "y" type: "Input" top: "y" input_param { shape { dim: 2 } } }"#
                + #"layer { name: "l" type: "SoftmaxWithLoss" bottom: "x" bottom: "y" top: "l" top: "p" loss_weight: 2 }"#
        )
        #expect(
            said.hasSuffix(
                "loss_weight is given once for each top or not at all: found 1 for 2 tops"
            )
        )
    }

    @Test func `begins with the parameters of the prototxt`() throws {
        func text(_ blob: String) -> String {
            input
                + #"layer { name: "l" type: "InnerProduct" bottom: "x" top: "y" "#
                + "inner_product_param { num_output: 1 bias_term: false } blobs { \(blob) } }"
        }
        let net = try makeNet(text("shape { dim: 1 dim: 3 } data: 4 data: 5 data: 6"))
        #expect(Array(net.nodes[1].layer.blobs[0].data.read()) == [4, 5, 6])
        #expect(
            refusal(text("shape { dim: 1 dim: 2 } data: 4 data: 5")).hasSuffix(
                "blob 0: the file's shape is 1 2 (2), the net's 1 3 (3)"
            )
        )
        #expect(
            refusal(text("shape { dim: 1 dim: 3 } data: 4 data: 5 data: 6 } blobs { ")).hasSuffix(
                "found 2 blobs for a layer with 1 parameters"
            )
        )
    }

    @Test func `refuses a wrong number of bottoms`() {
        let text = input + #"layer { name: "s" type: "SoftmaxWithLoss" bottom: "x" top: "s" }"#
        #expect(
            refusal(text).hasSuffix(#"layer "s": SoftmaxWithLoss takes exactly 2 bottoms, found 1"#)
        )
    }

    // MARK: Parameters

    private let product =
        #"type: "InnerProduct" inner_product_param { num_output: 3 bias_term: false weight_filler { type: "constant" value: 2 } }"#

    @Test func `shares a parameter by name and adds up its gradients`() throws {
        let net = try makeNet(
            input
                + #"layer { name: "a" bottom: "x" top: "a" param { name: "w" lr_mult: 2 } \#(product) }"#
                + #"layer { name: "b" bottom: "a" top: "b" param { name: "w" } loss_weight: 1 \#(product) }"#
        )
        #expect(net.parameters.count == 1)
        #expect(net.parameters[0].lrMult == 2)
        let x = try #require(net.blob("x")).data.write()
        x.update(repeating: 1)
        let loss = try net.forward()
        #expect(loss == 2 * 3 * (2 * 3 * (2 * 3)))
        net.clearParameterDiffs()
        try net.backward()
        // Each weight: by layer b the value of a, summed over 2 images, by layer a
        // the sum of b's column.
        #expect(net.parameters[0].blob.diff.read().allSatisfy { $0 == 2 * 6 + 2 * 3 * 2 })
    }

    @Test func `computes no gradient for what no loss depends on`() throws {
        let net = try makeNet(
            input + #"layer { name: "a" bottom: "x" top: "a" \#(product) }"#
                + #"layer { name: "b" bottom: "a" top: "b" loss_weight: 1 \#(product) }"#
                + #"layer { name: "c" bottom: "a" top: "c" \#(product) }"#
        )
        let needs = Dictionary(
            uniqueKeysWithValues: net.nodes.map { ($0.layer.name, $0.needsBackward) }
        )
        #expect(needs == ["in": false, "a": true, "a_a_0_split": true, "b": true, "c": false])
    }

    @Test func `follows another input shape`() throws {
        let net = try makeNet(input + #"layer { name: "a" type: "ReLU" bottom: "x" top: "a" }"#)
        net.blob("x")?.reshape(to: [5, 7])
        try net.forward()
        #expect(net.blob("a")?.shape == [5, 7])
    }

    @Test func `runs with a batch that a filter leaves empty`() throws {
        let text =
            """
            layer { name: "in" type: "Input" top: "x" top: "t" top: "s"
              input_param { shape { dim: 4 dim: 2 dim: 5 dim: 5 } shape { dim: 4 } shape { dim: 4 } } }
            layer { name: "keep" type: "Filter" bottom: "x" bottom: "t" bottom: "s" top: "k" top: "u" }
            layer { name: "conv" type: "Convolution" bottom: "k" top: "c"
              convolution_param { num_output: 3 kernel_size: 3 weight_filler { type: "xavier" } } }
            layer { name: "bn" type: "BatchNorm" bottom: "c" top: "c" }
            layer { name: "relu" type: "ReLU" bottom: "c" top: "c" }
            layer { name: "pool" type: "Pooling" bottom: "c" top: "p" pooling_param { kernel_size: 2 } }
            layer { name: "lrn" type: "LRN" bottom: "p" top: "n" }
            layer { name: "ip" type: "InnerProduct" bottom: "n" top: "y"
              inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "y" bottom: "u" top: "l" }
            layer { name: "right" type: "Accuracy" bottom: "y" bottom: "u" top: "r" }
            """
        let net = try makeNet(text, phase: .train)
        _ = net.nodes[0].tops[0].data.write().update(from: (0..<200).map { Float($0 % 7) })
        for marks: [Float] in [[0, 0, 0, 0], [1, 0, 1, 1], [0, 0, 0, 0]] {
            _ = net.nodes[0].tops[2].data.write().update(from: marks)
            net.clearParameterDiffs()
            let loss = try net.forward()
            try net.backward()
            let isEmpty = !marks.contains(1)
            #expect(isEmpty ? loss == 0 : loss > 0)
            #expect(net.blob("y")?.shape == [isEmpty ? 0 : 3, 2])
            let gradient = net.parameters[0].blob.diff.read()
            #expect(gradient.contains { $0 != 0 } != isEmpty)
        }
    }

    @Test func `computes the same on one worker and on three`() throws {
        let text = #"""
            layer { name: "in" type: "Input" top: "x" top: "t"
              input_param { shape { dim: 7 dim: 2 dim: 9 dim: 9 } shape { dim: 7 } } }
            layer { name: "c" type: "Convolution" bottom: "x" top: "c"
              convolution_param { num_output: 5 kernel_size: 3 weight_filler { type: "xavier" } } }
            layer { name: "r" type: "ReLU" bottom: "c" top: "c" }
            layer { name: "p" type: "Pooling" bottom: "c" top: "p" pooling_param { kernel_size: 2 stride: 2 } }
            layer { name: "i" type: "InnerProduct" bottom: "p" top: "i"
              inner_product_param { num_output: 4 weight_filler { type: "xavier" } } }
            layer { name: "l" type: "SoftmaxWithLoss" bottom: "i" bottom: "t" top: "l" }
            """#
        var losses: [Float] = []
        var gradients: [[Float]] = []
        for workers in [1, 3] {
            let file = try NetParameter.read(text: text, file: "net.prototxt")
            let net = try Net(
                file,
                phase: .train,
                context: NetContext(workers: WorkerPool(count: workers))
            )
            let x = try #require(net.blob("x")).data.write()
            for index in x.indices { x[index] = Float(index * 37 % 101) / 50 - 1 }
            let t = try #require(net.blob("t")).data.write()
            for index in t.indices { t[index] = Float(index % 4) }
            losses.append(try net.forward())
            net.clearParameterDiffs()
            try net.backward()
            gradients.append(net.parameters.flatMap { Array($0.blob.diff.read()) })
        }
        #expect(abs(losses[0] - losses[1]) < 1e-5)
        let worst = zip(gradients[0], gradients[1]).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-5)
    }
}

import CremaProto
import Testing

@testable import CremaEngine

/// What a net logs while it is built and while it runs: Caffe's words, which people's parsers read.
struct NetLogTests {
    private let text = #"""
        name: "tiny"
        layer { name: "in" type: "Input" top: "x" top: "t"
          input_param { shape { dim: 2 dim: 3 } shape { dim: 2 } } }
        layer { name: "ip" type: "InnerProduct" bottom: "x" top: "ip" param { name: "w" } param { }
          inner_product_param { num_output: 2 weight_filler { type: "constant" value: 0.5 } } }
        layer { name: "relu" type: "ReLU" bottom: "ip" top: "ip" }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "t" top: "loss" }
        layer { name: "off" type: "Silence" bottom: "ip" include { stage: "never" } }
        """#

    @Test func `building a net is logged in Caffe's words`() throws {
        let lines = LogLines()
        _ = try Net.make(text, phase: .train, log: lines.log)
        let filter = "The NetState did not contain stage 'never' specified by a rule in layer off"
        #expect(lines.texts.first == filter)
        let texts = Array(lines.texts.dropFirst())
        #expect(texts[0].hasPrefix("Initializing net from parameters: \nname: \"tiny\"\n"))
        #expect(texts[0].contains("\nstate {\n  phase: TRAIN\n"))
        #expect(!texts[0].contains("Silence"))
        #expect(
            Array(texts.dropFirst()) == [
                "Creating layer in", "Creating Layer in", "in -> x", "in -> t", "Setting up in",
                "Top shape: 2 3 (6)", "Top shape: 2 (2)", "Memory required for data: 32",
                "Creating layer ip", "Creating Layer ip", "ip <- x", "ip -> ip", "Setting up ip",
                "Top shape: 2 2 (4)", "Memory required for data: 48",
                "Creating layer relu", "Creating Layer relu", "relu <- ip", "relu -> ip (in-place)",
                "Setting up relu", "Top shape: 2 2 (4)", "Memory required for data: 64",
                "Creating layer loss", "Creating Layer loss", "loss <- ip", "loss <- t",
                "loss -> loss", "Setting up loss", "Top shape: (1)", "    with loss weight 1",
                "Memory required for data: 68",
                "loss needs backward computation.", "relu needs backward computation.",
                "ip needs backward computation.", "in does not need backward computation.",
                "This network produces output loss", "Network initialization done.",
            ]
        )
    }

    @Test func `a shared parameter names its owner`() throws {
        let lines = LogLines()
        _ = try Net.make(
            text + #"""
                layer { name: "more" type: "InnerProduct" bottom: "x" top: "more" param { name: "w" }
                  inner_product_param { num_output: 2 } }
                """#,
            log: lines.log
        )
        #expect(
            lines.texts(from: "Sharing") == [
                "Sharing parameters 'w' owned by layer 'ip', param index 0"
            ]
        )
    }

    @Test func `a net with debug_info logs the means of all blobs that pass`() throws {
        let lines = LogLines()
        let net = try Net.make("debug_info: true " + text, phase: .train, log: lines.log)
        net.set("x", [1, -2, 3, 4, 5, -6])
        net.set("t", [0, 1])
        let built = lines.texts.count
        try net.forward()
        net.clearParameterDiffs()
        try net.backward()
        // Both outputs are equal, so the probabilities are 1/2 and the loss is ln 2.
        // The gradient of the scores is ±1/4 and the ReLU lets it through; a row of weights gets
        // ±(x1 - x2) / 4 = ±[-3, -7, 9] / 4, the biases ±(1 - 1) / 4.
        #expect(
            Array(lines.withSeverity.dropFirst(built)) == [
                "I     [Forward] Layer in, top blob x data: 3.5",
                "I     [Forward] Layer in, top blob t data: 0.5",
                "I     [Forward] Layer ip, top blob ip data: 1.25",
                "I     [Forward] Layer ip, param blob w data: 0.5",
                "I     [Forward] Layer ip, param blob 1 data: 0",
                "I     [Forward] Layer relu, top blob ip data: 1.25",
                "I     [Forward] Layer loss, top blob loss data: 0.693147",
                "I     [Backward] Layer loss, bottom blob ip diff: 0.25",
                "I     [Backward] Layer relu, bottom blob ip diff: 0.25",
                "I     [Backward] Layer ip, param blob 0 diff: 1.58333",
                "I     [Backward] Layer ip, param blob 1 diff: 0",
                "E     [Backward] All net params (data, diff): L1 norm = (3, 9.5); "
                    + "L2 norm = (1.22474, 4.16833)",
            ]
        )
    }

    @Test func `a partial backward pass logs no norms`() throws {
        let lines = LogLines()
        let net = try Net.make("debug_info: true " + text, phase: .train, log: lines.log)
        try net.forward()
        try net.backward(from: 3, to: 3)
        #expect(lines.texts.last?.hasPrefix("    [Backward] Layer loss, bottom blob ip") == true)
    }

    @Test func `means are logged with the numbers of a pass without them`() throws {
        var gradients: [[Float]] = []
        for debug in ["", "debug_info: true "] {
            let net = try Net.make(debug + text, phase: .train, workers: 2)
            net.set("x", [1, -2, 3, 4, 5, -6])
            try net.forward()
            net.clearParameterDiffs()
            try net.backward()
            gradients.append(net.parameters.flatMap { Array($0.blob.diff.read()) })
        }
        #expect(gradients[0] == gradients[1])
    }
}

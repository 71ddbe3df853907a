import CremaJobs
import CremaProto
import Testing

@Suite struct NetDrawingTests {
    @Test func `draws training and validation with the Python layer in place`() throws {
        let net = try parsed(StandardNetwork.leNet(withPythonLayer: "BlankSquareLayer"))
        let svg = try NetDrawing(net).svg()
        #expect(svg.hasPrefix("<svg"))
        for text in [
            "digits_python_layers.BlankSquareLayer", "blank_square", "kernel 5, stride 1",
            "MAX, kernel 2, stride 2", "train&#45;data", "accuracy",
        ] {
            #expect(svg.contains(text), "the drawing has no \(text)")
        }
        #expect(!svg.contains(">softmax<"))
    }

    @Test func `names with quotes and line ends stay text`() throws {
        let name = "a\\\" ]; evil [label=\\\"\\nb\\\\"
        let net = try parsed("layer { name: \"\(name)\" type: \"ReLU\" top: \"<b>\\\"\" }")
        let svg = try NetDrawing(net).svg()
        #expect(svg.contains("evil [label="))
        #expect(svg.contains("&lt;b&gt;"))
        #expect(!svg.contains("<title>evil"))
    }

    @Test func `draws the largest standard network in time`() throws {
        let svg = try NetDrawing(parsed(StandardNetwork.googLeNet.prototxt)).svg()
        #expect(svg.contains("inception_5b/output"))
    }

    @Test func `a drawing that takes too long ends with an error`() throws {
        let net = try parsed(StandardNetwork.googLeNet.prototxt)
        let error = #expect(throws: JobError.self) {
            _ = try NetDrawing(net).svg(timeLimit: .zero)
        }
        #expect(error?.description == "dot took longer than 0 s and was stopped")
    }

    @Test func `an unknown type is reported with its line and column`() throws {
        let error = #expect(throws: PrototxtError.self) {
            _ = try NetDrawing(parsed("layer { name: \"pool1\"\n  type: \"Poling\" }"))
        }
        #expect(
            error?.description
                == "net.prototxt:2:3: layer \"pool1\": unknown type \"Poling\"; "
                + "did you mean \"Pooling\"?"
        )
    }
}

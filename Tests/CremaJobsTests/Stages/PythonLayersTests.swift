import CremaJobs
import CremaProto
import Testing

@Suite struct PythonLayersTests {
    @Test func `keeps a Python layer to training and the rest of the text as it was`() throws {
        let text = StandardNetwork.leNet(withPythonLayer: "BlankSquareLayer")
        let whole = try #require(try parsed(text).validatingOnWholeImages())
        let insertion = "  include { stage: \"train\" }\n"
        #expect(whole.count == text.count + insertion.count)
        #expect(
            whole.replacing(
                insertion + "}\nlayer {\n  name: \"conv1\"",
                with: "}\nlayer {\n  name: \"conv1\""
            ) == text
        )
        let uses = try parsed(whole).pythonLayers()
        #expect(uses.map(\.stages) == [[.train]])
        #expect(try parsed(whole).validatingOnWholeImages() == nil)
    }

    @Test func `the rule goes into a layer on one line too, after its comments`() throws {
        let text = """
            # { not a block }
            layer { name: "p" type: "Python" bottom: "data" top: "data" python_param { module: "m" layer: "L" } }
            """
        let whole = try parsed(text).validatingOnWholeImages()
        #expect(whole == text.dropLast(1) + " include { stage: \"train\" } }")
    }

    @Test func `a layer that makes a blob of its own cannot be taken out`() throws {
        let net = try parsed(
            """
            layer { name: "p" type: "Python" bottom: "a"
              top: "b" python_param { module: "m" layer: "L" } }
            """
        )
        let error = #expect(throws: PrototxtError.self) { _ = try net.validatingOnWholeImages() }
        #expect(
            error?.description
                == "net.prototxt:2:3: layer \"p\": only a layer in place can be taken out of "
                + "validation; this one makes a blob of its own, \"b\", which other layers read"
        )
    }

    @Test func `a net without Python layers has nothing to change`() throws {
        #expect(try parsed(StandardNetwork.leNet.prototxt).validatingOnWholeImages() == nil)
    }

    @Test func `a Python layer names its module and class`() throws {
        let net = try parsed(
            "layer { name: \"p\" type: \"Python\" python_param { module: \"m\" } }"
        )
        let error = #expect(throws: PrototxtError.self) { _ = try net.pythonLayers() }
        #expect(
            error?.description
                == "net.prototxt:1:34: layer \"p\": a Python layer needs its \"layer\" "
                + "in python_param"
        )
    }
}

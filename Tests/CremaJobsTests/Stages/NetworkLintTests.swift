import CremaProto
import Testing

@testable import CremaJobs

@Suite struct NetworkLintTests {
    /// Line and sentence of each error.
    private func errors(_ text: String) -> [String] {
        NetParameter.networkErrors(in: text).map { "\($0.position?.line ?? 0): \($0.what)" }
    }

    @Test func `every error of a network is found, in the order of the text`() {
        let found = errors(
            """
            name: "wrong"
            layer {
              name: "conv" type: "Convolutoin" bottom: "data" top: "conv"
              convolution_param {
                num_output: many
                kernel_size: 5
                strides: 1
              }
            }
            layer {
              name: "relu" type: "ReLU" bottom: "conv1" top: "relu"
            }
            colour: 3
            """
        )
        #expect(found.map { $0.prefix { $0 != ":" } } == ["3", "5", "7", "11", "13"])
        #expect(found[0].contains("did you mean \"Convolution\"?"))
        #expect(found[1].contains("an integer from 0"))
        #expect(found[2].contains("unknown field \"strides\"; did you mean \"stride\"?"))
        #expect(found[3].contains("did you mean \"conv\"?"))
        #expect(found[4].contains("unknown field \"colour\""))
    }

    @Test(arguments: [
        ("layer { name: \"a\"", 1), ("}", 1), ("layer {\n type: \"ReLU\n}", 2), ("a\nb\nc\n", 3),
        ("name: \"x # no comment } {\" # a comment {\nlayer { type: 3 }", 1), ("layer", 1),
    ])
    func `a text that breaks off has an error, and the search ends`(text: String, least: Int) {
        #expect(errors(text).count >= least)
    }

    @Test func `the search is bounded`() {
        #expect(errors(String(repeating: "x: 1\n", count: 5000)).count == 50)
    }

    @Test func `standard networks have no errors`() {
        for network in StandardNetwork.all {
            #expect(errors(network.prototxt) == [], "\(network.id)")
        }
    }

    @Test func `the words of an editor name the types of layers and the fields of each block`()
        throws
    {
        let words = NetworkWords.all
        let type = try #require(words.types.first { $0.name == "Convolution" })
        #expect(type.blocks == ["convolution_param"])
        #expect(!type.summary.isEmpty)
        let layer = try #require(words.messages["LayerParameter"])
        #expect(layer.first { $0.name == "convolution_param" }?.message == "ConvolutionParameter")
        let pool = words.messages["PoolingParameter"]?.first { $0.name == "pool" }
        #expect(pool?.values == ["MAX", "AVE", "STOCHASTIC"])
        #expect(words.messages["BlobProto"] == nil)
    }
}

import CremaProto
import TestSupport
import Testing

@Suite struct PrototxtWriterTests {
    /// The recorded cases next to the checkout; empty if there are none.
    static let golden = ["v0_net", "v1_lenet"].compactMap { name in
        Shared.golden("upgrade").map { "\($0)/\(name).upgraded" }
    }

    @Test(arguments: golden)
    func `writes a net byte for byte as Caffe does`(path: String) throws {
        let net = try NetParameter.parse(prototxt: path)
        #expect(net.message.prototxt() == net.text)
    }

    @Test func `writes numbers in the fewest digits that give them back`() {
        var filler = FillerParameter()
        for (value, text) in [
            (Float(1), "1"), (0.01, "0.01"), (1e-5, "1e-05"), (1 / 3, "0.33333334"),
            (16_777_216, "16777216"), (-2.5e30, "-2.5e+30"), (.infinity, "inf"), (.nan, "nan"),
        ] {
            filler.value = value
            #expect(filler.prototxt() == "value: \(text)\n")
        }
    }

    @Test func `strings are read back as they were written`() throws {
        var net = NetParameter()
        net.name = "tab\t \"quote\" back\\slash\nbell\u{7} 网"
        #expect(net.prototxt() == #"name: "tab\t \"quote\" back\\slash\nbell\007 网""# + "\n")
        #expect(try NetParameter.read(text: net.prototxt(), file: "net").message == net)
    }

    @Test func `writes enums by name, lists line by line and blocks in braces`() {
        var net = NetParameter()
        var layer = LayerParameter()
        layer.phase = .test
        layer.lossWeight = [1, 0.5]
        layer.poolingParam.pool = .ave
        layer.param = [ParamSpec(), ParamSpec()]
        net.layer = [layer]
        #expect(
            net.prototxt() == """
                layer {
                  loss_weight: 1
                  loss_weight: 0.5
                  param {
                  }
                  param {
                  }
                  phase: TEST
                  pooling_param {
                    pool: AVE
                  }
                }

                """
        )
    }
}

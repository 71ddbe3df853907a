import CremaProto
import Testing

@Suite struct PrototxtReaderTests {
    @Test func `reads every way of writing a value`() throws {
        let net = try NetParameter.read(
            text: """
                # a comment
                name: 'it''s "one" ' "string\\x21\\n\\101\\u00e9"; force_backward: t
                input: ["a", 'b'],
                layer: < name: "c" loss_weight: 1. loss_weight: .5f loss_weight: -1e-3
                  loss_weight: inf loss_weight: [2, 3F, nan]
                  reshape_param { shape < dim: [0x10, 010, -3] > }
                  pooling_param { pool: 1 kernel_size: 3 } propagate_down: False propagate_down: 1 >
                """,
            file: "net.prototxt"
        ).message
        #expect(net.name == "its \"one\" string!\nAé")
        #expect(net.forceBackward)
        #expect(net.layer[0].name == "c")
        #expect(net.layer[0].lossWeight.dropLast() == [1, 0.5, -0.001, .infinity, 2, 3])
        #expect(net.layer[0].reshapeParam.shape.dim == [16, 8, -3])
        #expect(net.layer[0].poolingParam.pool == .ave)
        #expect(net.layer[0].propagateDown == [false, true])
    }

    @Test func `knows the line and column of a layer's fields`() throws {
        let net = try NetParameter.read(
            text: """
                name: "n"
                layer {
                  name: "ip"
                  type: "InnerProduct"
                  bottom: "a"
                  bottom: "b"
                  inner_product_param {
                    num_output: 3
                  }
                }
                layer { name: "ip" }
                """,
            file: "n.prototxt"
        )
        func place(_ index: Int, _ field: String?) -> String? {
            net.position(ofLayer: index, field: field)?.description
        }
        #expect(place(0, nil) == "n.prototxt:2:1")
        #expect(place(0, "type") == "n.prototxt:4:3")
        #expect(place(0, "bottom[1]") == "n.prototxt:6:3")
        #expect(place(0, "inner_product_param.num_output") == "n.prototxt:8:5")
        #expect(place(0, "inner_product_param.axis") == "n.prototxt:7:3")
        #expect(place(0, "param") == "n.prototxt:2:1")
        #expect(place(1, nil) == "n.prototxt:11:1")
        #expect(place(2, nil) == nil)
    }

    @Test func `what is printed is read back as the same message`() throws {
        let net = try NetParameter.read(text: Self.lenet, file: "lenet.prototxt").message
        let again = try NetParameter.read(text: net.prototxt(), file: "printed").message
        #expect(net == again)
        #expect(net.prototxt().hasPrefix("name: \"LeNet\"\nlayer {\n  name: \"mnist\"\n"))
    }

    @Test func `never traps on a damaged text`() {
        let original = Array(Self.lenet.utf8)
        let pieces = [
            "{", "}", "\"", ":", "[", "]", "<", ">", "-", "\\", "'", "#", "9", "\n", "é", "\0",
        ]
        .map { Array($0.utf8) }
        var random = SplitMix(state: 20_161_124)
        var refused = 0
        for _ in 0..<10_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0..<30, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.removeSubrange(start..<end)
                case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
                case 2: bytes[start] = UInt8.random(in: 0...127, using: &random)
                default:
                    let piece = pieces.randomElement(using: &random) ?? []
                    bytes.replaceSubrange(start..<start + 1, with: piece)
                }
                if bytes.isEmpty { bytes = original }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                _ = try NetParameter.read(text: text, file: "lenet.prototxt")
            } catch {
                refused += 1
                let sentence = "\(error)"
                #expect(sentence.hasPrefix("lenet.prototxt:"))
                #expect(!sentence.contains("cannot be read ("), "the walk passed \(text)")
            }
        }
        #expect(refused > 5_000)
    }

    static let lenet = """
        name: "LeNet"
        layer {
          name: "mnist"
          type: "Data"
          top: "data"
          top: "label"
          include { phase: TRAIN }
          transform_param { scale: 0.00390625 }
          data_param { source: "examples/mnist/mnist_train_lmdb" batch_size: 64 backend: LMDB }
        }
        layer {
          name: "conv1"
          type: "Convolution"
          bottom: "data"
          top: "conv1"
          param { lr_mult: 1 }
          param { lr_mult: 2 }
          convolution_param {
            num_output: 20
            kernel_size: 5
            stride: 1
            weight_filler { type: "xavier" }
            bias_filler { type: "constant" }
          }
        }
        layer {
          name: "pool1"
          type: "Pooling"
          bottom: "conv1"
          top: "pool1"
          pooling_param { pool: MAX kernel_size: 2 stride: 2 }
        }
        layer {
          name: "loss"
          type: "SoftmaxWithLoss"
          bottom: "pool1"
          bottom: "label"
          top: "loss"
          loss_weight: 0.5
        }
        """
}

/// A small seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

import CremaData
import CremaProto
import TestSupport
import Testing

@Suite struct UpgradeTests {
    private func upgraded(_ text: String) throws -> NetParameter {
        try NetParameter.read(text: text, file: "old.prototxt").message
    }

    private func sentence(_ text: String) -> String {
        do {
            _ = try upgraded(text)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    /// The recorded cases next to the checkout; empty if there are none.
    static let golden = ["v0_net", "v1_lenet"].compactMap { name in
        Shared.golden("upgrade").map { "\($0)/\(name)" }
    }

    @Test(arguments: golden)
    func `upgrades an old net as Caffe's own tool does`(path: String) throws {
        let ours = try NetParameter.read(prototxt: "\(path).prototxt").message
        let caffes = try NetParameter.read(prototxt: "\(path).upgraded").message
        #expect(ours.prototxt() == caffes.prototxt())
    }

    @Test func `a layer in the oldest format gets a current type and its fields`() throws {
        let net = try upgraded(
            """
            layers { layer { name: "pad1" type: "padding" pad: 2 } bottom: "data" top: "pad1" }
            layers {
              layer { name: "conv1" type: "conv" num_output: 16 kernelsize: 5 blobs_lr: 1 blobs_lr: 2 }
              bottom: "pad1" top: "conv1"
            }
            """
        )
        #expect(net.layer.map(\.name) == ["conv1"])
        #expect(net.layer[0].type == "Convolution")
        #expect(net.layer[0].bottom == ["data"])
        #expect(net.layer[0].convolutionParam.pad == [2])
        #expect(net.layer[0].param.map(\.lrMult) == [1, 2])
    }

    /// A layer of the oldest form, and the same layer today.
    struct OldLayer: Sendable, CustomStringConvertible {
        var description: String
        var old: String
        var wanted: String

        init(_ type: String, _ old: String, _ wanted: String) {
            (description, self.old, self.wanted) = (type, old, wanted)
        }
    }

    private static let oldLayers = [
        OldLayer(
            "conv",
            """
            num_output: 4 biasterm: false weight_filler { type: "gaussian" } bias_filler { value: 2 }
            pad: 1 kernelsize: 3 stride: 2 group: 2
            """,
            """
            type: "Convolution" convolution_param { num_output: 4 bias_term: false
              weight_filler { type: "gaussian" } bias_filler { value: 2 }
              pad: 1 kernel_size: 3 stride: 2 group: 2 }
            """
        ),
        OldLayer(
            "innerproduct",
            "num_output: 4 biasterm: true weight_filler { std: 3 } bias_filler { value: 2 }",
            """
            type: "InnerProduct" inner_product_param { num_output: 4 bias_term: true
              weight_filler { std: 3 } bias_filler { value: 2 } }
            """
        ),
        OldLayer(
            "pool",
            "pool: STOCHASTIC pad: 1 kernelsize: 3 stride: 2",
            """
            type: "Pooling" pooling_param { pool: STOCHASTIC pad: 1 kernel_size: 3 stride: 2 }
            """
        ),
        OldLayer(
            "lrn",
            "local_size: 3 alpha: 0.1 beta: 0.5 k: 2",
            "type: \"LRN\" lrn_param { local_size: 3 alpha: 0.1 beta: 0.5 k: 2 }"
        ),
        OldLayer(
            "dropout",
            "dropout_ratio: 0.25",
            "type: \"Dropout\" dropout_param { dropout_ratio: 0.25 }"
        ),
        OldLayer("concat", "concat_dim: 2", "type: \"Concat\" concat_param { concat_dim: 2 }"),
        OldLayer(
            "infogain_loss",
            "source: \"h\"",
            "type: \"InfogainLoss\" infogain_loss_param { source: \"h\" }"
        ),
        OldLayer(
            "data",
            """
            source: "db" batchsize: 3 rand_skip: 4 scale: 0.5 meanfile: "m" cropsize: 5 mirror: true
            """,
            """
            type: "Data" data_param { source: "db" batch_size: 3 rand_skip: 4 }
            transform_param { scale: 0.5 mean_file: "m" crop_size: 5 mirror: true }
            """
        ),
        OldLayer(
            "images",
            """
            source: "list" batchsize: 3 rand_skip: 4 shuffle_images: true new_height: 5 new_width: 6
            """,
            """
            type: "ImageData" image_data_param { source: "list" batch_size: 3 rand_skip: 4
              shuffle: true new_height: 5 new_width: 6 }
            """
        ),
        OldLayer(
            "window_data",
            """
            source: "w" batchsize: 3 det_fg_threshold: 0.6 det_bg_threshold: 0.4 det_fg_fraction: 0.3
            det_context_pad: 2 det_crop_mode: "square"
            """,
            """
            type: "WindowData" window_data_param { source: "w" batch_size: 3 fg_threshold: 0.6
              bg_threshold: 0.4 fg_fraction: 0.3 context_pad: 2 crop_mode: "square" }
            """
        ),
        OldLayer(
            "hdf5_data",
            "source: \"list\" batchsize: 3",
            "type: \"HDF5Data\" hdf5_data_param { source: \"list\" batch_size: 3 }"
        ),
        OldLayer(
            "hdf5_output",
            "hdf5_output_param { file_name: \"f\" }",
            "type: \"HDF5Output\" hdf5_output_param { file_name: \"f\" }"
        ),
        OldLayer(
            "relu",
            "blobs_lr: 1 blobs_lr: 2 weight_decay: 3 blobs { num: 1 data: 5 }",
            """
            type: "ReLU" param { lr_mult: 1 decay_mult: 3 } param { lr_mult: 2 }
            blobs { num: 1 data: 5 }
            """
        ),
    ]

    @Test(arguments: oldLayers)
    func `each field of the oldest format goes where it belongs`(_ layer: OldLayer) throws {
        let old = try upgraded(
            """
            layers { layer { name: "l" type: "\(layer.description)" \(layer.old) }
              bottom: "a" bottom: "b" top: "c" }
            """
        )
        let wanted = try upgraded(
            "layer { name: \"l\" bottom: \"a\" bottom: \"b\" top: \"c\" \(layer.wanted) }"
        )
        #expect(old.prototxt() == wanted.prototxt())
    }

    @Test(arguments: ["DATA", "IMAGE_DATA", "WINDOW_DATA"])
    func `a source's fields for transforms go to transform_param`(_ type: String) throws {
        let field = type.lowercased() + "_param"
        let net = try upgraded(
            """
            layers { name: "d" type: \(type)
              \(field) { source: "s" scale: 0.5 mean_file: "m" crop_size: 5 mirror: true } }
            """
        )
        let wanted = try upgraded(
            """
            layer { name: "d" type: "\(net.layer[0].type)" \(field) { source: "s" }
              transform_param { scale: 0.5 mean_file: "m" crop_size: 5 mirror: true } }
            """
        )
        #expect(net.prototxt() == wanted.prototxt())
    }

    @Test func `a current layer keeps old fields for transforms, without effect`() throws {
        let text = "layer { name: \"d\" type: \"Data\" data_param { scale: 0.5 mirror: true } }"
        #expect(try upgraded(text).layer[0].dataParam.scale == 0.5)
        #expect(try !upgraded(text).layer[0].hasTransformParam)
    }

    @Test func `padding goes to all layers that read it, poolings too`() throws {
        let net = try upgraded(
            """
            layers { layer { name: "pad" type: "padding" pad: 2 } bottom: "x" top: "p" }
            layers { layer { name: "c" type: "conv" } bottom: "p" top: "c" }
            layers { layer { name: "q" type: "pool" } bottom: "p" top: "q" }
            """
        )
        #expect(net.layer.map(\.bottom) == [["x"], ["x"]])
        #expect(net.layer[0].convolutionParam.pad == [2] && net.layer[1].poolingParam.pad == 2)
    }

    @Test func `shapes without inputs are dropped`() throws {
        let net = try upgraded("input_dim: [1, 2, 3, 4] layer { name: \"a\" type: \"ReLU\" }")
        #expect(net.layer.map(\.name) == ["a"])
    }

    @Test func `every numbered type has its name`() throws {
        for type in V1LayerParameter.LayerType.allCases where type != .none {
            var old = NetParameter()
            var layer = V1LayerParameter()
            layer.type = type
            old.layers = [layer]
            let net = try upgraded(old.prototxt())
            #expect(net.layer[0].type != "", "\(type) has no name")
        }
    }

    @Test func `shares parameters by name and mode`() throws {
        let net = try upgraded(
            """
            layers { name: "ip" type: INNER_PRODUCT param: "w" param: "b" blob_share_mode: PERMISSIVE
              weight_decay: 1 weight_decay: 0 weight_decay: 3 }
            """
        )
        #expect(net.layer[0].param.map(\.name) == ["w", "b", ""])
        #expect(net.layer[0].param[0].shareMode == .permissive)
        #expect(net.layer[0].param.map(\.decayMult) == [1, 0, 3])
    }

    @Test func `inputs of the net become a layer before all others`() throws {
        let net = try upgraded(
            """
            input: "a" input: "b"
            input_dim: [1, 3, 4, 5, 6, 7, 8, 9]
            layer { name: "relu" type: "ReLU" bottom: "a" top: "a" }
            """
        )
        #expect(net.layer.map(\.name) == ["input", "relu"])
        #expect(net.layer[0].top == ["a", "b"])
        #expect(net.layer[0].inputParam.shape.map(\.dim) == [[1, 3, 4, 5], [6, 7, 8, 9]])
        #expect(net.input.isEmpty && net.inputDim.isEmpty)
    }

    @Test func `inputs without a shape are dropped`() throws {
        let net = try upgraded("input: \"a\" layer { name: \"relu\" type: \"ReLU\" }")
        #expect(net.layer.map(\.name) == ["relu"])
    }

    @Test func `the three multipliers of a BatchNorm become zero`() throws {
        let net = try upgraded(
            "layer { name: \"bn\" type: \"BatchNorm\" param { lr_mult: 1 } param { } param { } }"
        )
        #expect(net.layer[0].param.allSatisfy { $0.lrMult == 0 && $0.decayMult == 0 })
    }

    @Test func `a numbered solver gets its name`() throws {
        let solver = try SolverParameter.read(text: "solver_type: ADAGRAD", file: "s").message
        #expect((solver.type, solver.hasSolverType) == ("AdaGrad", false))
    }

    /// What the upgrade of a text tells.
    private func report(_ text: String) throws -> UpgradeReport {
        let folder = try TemporaryFolder()
        try AtomicFile.write(path: folder("old"), text: text)
        var report = UpgradeReport()
        _ = try NetParameter.parse(prototxt: folder("old")).upgraded(report: &report)
        return report
    }

    @Test func `reports what it found, and what it had to drop`() throws {
        let report = try report(
            """
            input: "data" input_dim: [1, 1, 8, 8]
            layers { layer { name: "r" type: "relu" kernelsize: 3 scale: 2 } bottom: "data" }
            layers { layer { name: "d" type: "dropout" dropout_ratio: 0.4 k: 1 } }
            """
        )
        #expect(report.forms == [.v0Layers, .v1Layers, .inputs])
        #expect(
            report.droppedFields == [
                "Unknown parameter kernelsize for layer type relu (layer \"r\")",
                "Unknown parameter k for layer type dropout (layer \"d\")",
            ]
        )
    }

    @Test func `leaves a current net as it is`() throws {
        #expect(try report("layer { type: \"ReLU\" }") == UpgradeReport())
    }

    @Test func `what has no newer format is refused with its line and column`() {
        #expect(
            sentence("layers { layer { name: \"x\" type: \"convv\" } }")
                == "old.prototxt:1:1: layer \"x\": unknown type \"convv\"; did you mean \"conv\"?"
        )
        #expect(
            sentence(
                """
                layers { layer { name: "p" type: "padding" pad: 1 } bottom: "a" top: "p" }
                layers { layer { name: "r" type: "relu" } bottom: "p" top: "r" }
                """
            )
                == "old.prototxt:2:1: layer \"r\": only convolution and pooling can read what a "
                + "padding layer makes, found \"relu\""
        )
        #expect(
            sentence("layer { name: \"a\" } layers { name: \"b\" }")
                == "old.prototxt: the net has both \"layer\" and the older \"layers\"; write all "
                + "of them as \"layer\""
        )
        #expect(
            sentence("input: \"a\" input_dim: [1, 2, 3, 4, 5]")
                == "old.prototxt: the net has 1 inputs, but shapes for 2; give each an "
                + "input_shape, or four input_dim"
        )
    }
}

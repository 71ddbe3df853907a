import CremaEngine
import CremaProto

/// Small nets in every form of prototxt.
enum SampleNets {
    static let text = #"""
        name: "small"
        layer {
          name: "data" type: "Input" top: "data" top: "label"
          input_param { shape { dim: 2 dim: 1 dim: 6 dim: 6 } shape: { dim: [2] } }
        }
        layer {
          name: "conv" type: 'Convolution' bottom: "data" top: "conv"
          param { lr_mult: 1 name: "w" } param { lr_mult: 2 decay_mult: 0 }
          convolution_param {
            num_output: 2 kernel_size: 3
            weight_filler { type: "xavier" variance_norm: AVERAGE }
          }
        }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" relu_param { negative_slope: -.1 } }
        layer {
          name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"  # the classes
          inner_product_param < num_output: 3 weight_filler < type: "gaussian" std: 1e-2 > >
        }
        layer {
          name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss"
          include: { phase: TRAIN not_stage: "deploy" } loss_weight: 1
          loss_param { ignore_label: -1 }
        }
        """#
    static let v1 = #"""
        name: "older"
        input: "data" input_dim: 2 input_dim: 1 input_dim: 6 input_dim: 6
        layers {
          name: "conv" type: CONVOLUTION bottom: "data" top: "conv" blobs_lr: 1 blobs_lr: 2
          weight_decay: 1 weight_decay: 0 param: "w" blob_share_mode: PERMISSIVE
          convolution_param { num_output: 2 kernel_size: 3 }
        }
        layers { name: "p" type: POOLING bottom: "conv" top: "p" pooling_param { pool: MAX kernel_size: 2 } }
        """#
    static let v0 = #"""
        name: "oldest"
        input: "data" input_dim: 2 input_dim: 1 input_dim: 6 input_dim: 6
        layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "data" top: "pad" }
        layers {
          layer {
            name: "conv" type: "conv" num_output: 2 kernelsize: 3 group: 1 biasterm: true
            weight_filler { type: "gaussian" std: 0.01 } blobs_lr: 1. blobs_lr: 2.
          }
          bottom: "pad" top: "conv"
        }
        layers { layer { name: "drop" type: "dropout" dropout_ratio: 0.5 } bottom: "conv" top: "conv" }
        """#

    /// A net, built for training on one worker.
    static func net(_ text: String = text) throws -> Net {
        var state = NetState()
        state.phase = .train
        let context = try NetContext(workers: WorkerPool(count: 1))
        let text = try NetParameter.read(text: text, file: "small.prototxt")
        return try Net(text, state: state, context: context)
    }

    /// A solver over that net, with its snapshots under a prefix.
    static func solver(snapshotPrefix: String? = nil) throws -> Solver {
        var parameter = SolverParameter()
        parameter.baseLr = 0.1
        parameter.lrPolicy = "fixed"
        parameter.maxIter = 1
        parameter.type = "Adam"
        parameter.momentum = 0.9
        if let snapshotPrefix { parameter.snapshotPrefix = snapshotPrefix }
        return try Solver(parameter, net: net(), testNets: [])
    }
}

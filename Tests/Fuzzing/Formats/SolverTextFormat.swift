import CremaProto

/// A solver's prototxt.
struct SolverTextFormat: FileFormat {
    static let name = "solver"
    let samples = [
        """
        net: "train_val.prototxt"  # the net
        test_iter: 100 test_interval: 500
        base_lr: 1e-2 momentum: .9 weight_decay: 0.0005
        lr_policy: "multistep" gamma: 0.1 stepvalue: [5000, 7000] stepvalue: 8000
        display: 100 max_iter: 10000 snapshot: 5000 snapshot_prefix: 'lenet'
        solver_mode: CPU type: "Adam"
        train_state { phase: TRAIN level: 1 stage: "a" stage: "b" }
        """,
        """
        train_net_param { \(SampleNets.text) }
        solver_type: NESTEROV base_lr: 0.1 lr_policy: "fixed" max_iter: 1
        """,
    ].map { Array($0.utf8) }
    let pieces = PrototxtPieces.all

    func read(_ path: String) throws {
        _ = try SolverParameter.read(prototxt: path)
    }
}

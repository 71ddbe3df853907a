/// Fields that belong to no single layer and are read differently from Caffe, or not at all.
enum FieldDifferences {
    /// What is different, by `Message.field`.
    static let all = [
        "FillerParameter.std": "0 is allowed; Caffe aborts.",
        "SolverParameter.device_id": noGPU,
        "SolverParameter.layer_wise_reduce": noGPU,
        "SolverParameter.net_param": upgraded,
        "SolverParameter.random_seed":
            "The random numbers are not Caffe's; without it, a seed is drawn and logged.",
        "SolverParameter.solver_mode": "GPU trains on the CPU, with a warning.",
        "SolverParameter.test_net_param": upgraded,
        "SolverParameter.train_net_param": upgraded,
    ]

    private static let noGPU = "Read but not used: there is no GPU device."
    private static let upgraded = "Old forms are upgraded; Caffe leaves such a net empty."
}

/// Fields that are not a layer's own and are read otherwise than in Caffe, or not at all.
enum FieldDifferences {
    /// What is different, by `Message.field`.
    static let all = [
        "FillerParameter.std": "0 is allowed; Caffe aborts.",
        "SolverParameter.device_id": noGPU,
        "SolverParameter.layer_wise_reduce": noGPU,
        "SolverParameter.net_param": upgraded,
        "SolverParameter.random_seed":
            "The numbers drawn are not Caffe's; without it a seed is drawn and logged.",
        "SolverParameter.solver_mode": "GPU trains on the processor, with a warning.",
        "SolverParameter.test_net_param": upgraded,
        "SolverParameter.train_net_param": upgraded,
    ]

    private static let noGPU = "Read and not needed: there is no GPU device."
    private static let upgraded = "Old forms are upgraded; Caffe leaves such a net empty."
}

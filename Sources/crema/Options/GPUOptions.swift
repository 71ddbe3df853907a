import ArgumentParser

/// Caffe's flag for the GPUs that a command runs on.
struct GPUOptions: ParsableArguments {
    @Option(
        name: .caffe("gpu"),
        help: "Caffe's choice of GPUs, \"0,1\" or \"all\"; this build has none and refuses it."
    )
    var gpu = ""

    func validate() throws {
        guard gpu.isEmpty else {
            throw ValidationError(
                "-gpu \(gpu): this build has no GPU device; leave out -gpu to run on the CPU"
            )
        }
    }
}

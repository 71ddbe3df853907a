import CremaProto

extension Solver {
    /// Takes the weights that the settings name (`weights`) into the train net and the test nets.
    ///
    /// Each entry may be several files, binary or HDF5, separated by commas.
    ///
    /// Throws where a file cannot be read or does not fit.
    public func loadWeights() throws {
        for path in parameter.weights.flatMap({ $0.split(separator: ",") }) {
            let path = String(path).trimmed
            let weights = try WeightsFile(path: path)
            for net in [net] + testNets {
                log.info("solver.cpp", "Finetuning from \(path)")
                try net.copyTrainedLayers(from: weights, log: log)
            }
        }
    }
}

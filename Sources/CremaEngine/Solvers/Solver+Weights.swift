import CremaProto

extension Solver {
    /// Loads the weights that the settings name (`weights`) into the train net and the test nets.
    ///
    /// Each entry may be several files, binary or HDF5, separated by commas. Returns the warnings,
    /// which are also logged: files without weights for the net.
    ///
    /// Throws if a file cannot be read or does not fit.
    @discardableResult
    public func loadWeights() throws -> [String] {
        var warnings: [String] = []
        var taken: Set<String> = []
        let paths = parameter.weights.flatMap { $0.split(separator: ",") }.map {
            String($0).trimmed
        }
        for path in paths {
            let weights = try WeightsFile(path: path)
            for (number, net) in ([net] + testNets).enumerated() {
                log.info("solver.cpp", "Finetuning from \(path)")
                let layers = try net.copyTrainedLayers(from: weights, log: log)
                guard number == 0 else { continue }
                taken.formUnion(layers)
                if let sentence = net.mismatch(path, weights, taken: layers) {
                    warnings.append("\(sentence); TRAINING STARTS WITHOUT IT")
                }
            }
        }
        for warning in warnings { log.warning("solver.cpp", warning) }
        if !taken.isEmpty, let sentence = net.gap(taken: taken, from: paths) {
            log.warning("solver.cpp", sentence)
        }
        return warnings
    }
}

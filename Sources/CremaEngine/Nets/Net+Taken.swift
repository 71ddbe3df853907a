import CremaProto

/// Whether files of weights belong to a net: which of its layers took something from them.
extension Net {
    /// The layers that have parameters of their own, in the order of the net.
    var learnedLayers: [String] {
        var names: [String] = []
        for parameter in parameters {
            let name = nodes[parameter.layer].layer.name
            if names.last != name { names.append(name) }
        }
        return names
    }

    /// Takes the weights of files, the later ones over the earlier, and returns
    /// which layers got none.
    ///
    /// Throws where a file does not fit, or has nothing for this net: what follows would be
    /// computed with the numbers of fillers.
    package func takeWeights(from paths: [String], log: Log) throws {
        var taken: Set<String> = []
        for path in paths {
            let file = try WeightsFile(path: path)
            let layers = try copyTrainedLayers(from: file, log: log)
            if let sentence = mismatch(path, file, taken: layers) { throw EngineError(sentence) }
            taken.formUnion(layers)
        }
        if let sentence = gap(taken: taken, from: paths) { log.warning("net.cpp", sentence) }
    }

    /// What to say of a file from which no layer was taken; nil where one was, or
    /// the net learns nothing.
    public func mismatch(_ path: String, _ file: WeightsFile, taken: Set<String>) -> String? {
        guard taken.isEmpty, !learnedLayers.isEmpty else { return nil }
        let names = (try? file.learnedLayers) ?? []
        guard !names.isEmpty else {
            return "\(path): it has no weights; is it the .caffemodel of a trained net?"
        }
        return
            "\(path): none of its layers is in the net, so no weights were taken from it: it has "
            + "\(listed(names)), the net learns \(listed(learnedLayers)); layers are found by "
            + "their names"
    }

    /// What to say of layers that learn and got nothing; nil where all got something.
    func gap(taken: Set<String>, from paths: [String]) -> String? {
        let left = learnedLayers.filter { !taken.contains($0) }
        guard !left.isEmpty, !paths.isEmpty else { return nil }
        return "no weights in \(paths.joined(separator: ", ")) for \(listed(left)): "
            + "\(left.count == 1 ? "it keeps" : "they keep") what the fillers gave"
    }
}

/// The first few names, and how many more there are.
private func listed(_ names: [String]) -> String {
    let few = names.prefix(6).map { "\"\($0)\"" }.joined(separator: ", ")
    return names.count > 6 ? "\(few) and \(names.count - 6) more" : few
}

import CremaProto

/// What a net with `debug_info: true` logs: means of absolute values, in Caffe's words.
extension Net {
    /// Logs the means of a layer's tops and parameters, after it has filled them.
    func logForwardMeans(of index: Int) {
        let node = nodes[index]
        for (name, top) in zip(node.topNames, node.tops) {
            logMean("[Forward] Layer \(node.layer.name), top blob \(name) data", top.data)
        }
        for (parameter, blob) in node.layer.blobs.enumerated() {
            let specs = node.layer.parameter.param
            let name = parameter < specs.count ? specs[parameter].name : ""
            logMean(
                "[Forward] Layer \(node.layer.name), param blob "
                    + "\(name.isEmpty ? "\(parameter)" : name) data",
                blob.data
            )
        }
    }

    /// Logs the means of the gradients that a layer has just sent on.
    func logBackwardMeans(of index: Int) {
        let node = nodes[index]
        guard node.needsBackward else { return }
        for (bottom, blob) in node.bottoms.enumerated() where node.propagateDown[bottom] {
            logMean(
                "[Backward] Layer \(node.layer.name), bottom blob \(node.bottomNames[bottom]) diff",
                blob.diff
            )
        }
        for (parameter, blob) in node.layer.blobs.enumerated()
        where node.layer.propagatesToParameter[parameter] {
            logMean(
                "[Backward] Layer \(node.layer.name), param blob \(parameter) diff",
                blob.diff
            )
        }
    }

    /// Logs the norms of all parameters and their gradients, after a whole backward pass.
    func logParameterNorms() {
        var (data, diff) = (Norms(), Norms())
        for parameter in parameters {
            data.add(parameter.blob.data)
            diff.add(parameter.blob.diff)
        }
        context.log.error(
            "net.cpp",
            "    [Backward] All net params (data, diff): "
                + "L1 norm = (\(caffeText(data.sum)), \(caffeText(diff.sum))); "
                + "L2 norm = (\(caffeText(data.squares.squareRoot())), "
                + "\(caffeText(diff.squares.squareRoot())))"
        )
    }

    private func logMean(_ what: String, _ memory: Memory) {
        var norms = Norms()
        norms.add(memory)
        let mean = norms.sum / Double(memory.shape.count)
        context.log.info("net.cpp", "    \(what): \(caffeText(mean))")
    }
}

/// Sums of absolute values and of squares.
private struct Norms {
    private(set) var sum = 0.0
    private(set) var squares = 0.0

    mutating func add(_ memory: Memory) {
        for value in memory.read() {
            sum += Double(abs(value))
            squares += Double(value) * Double(value)
        }
    }
}

extension Net {
    /// Leaves out of the backward pass what no loss depends on, walking back from the losses.
    func prune() {
        var underLoss: Set<ObjectIdentifier> = []
        var skipped: Set<ObjectIdentifier> = []
        for index in nodes.indices.reversed() {
            let tops = zip(nodes[index].tops.map(ObjectIdentifier.init), nodes[index].lossWeights)
            let contributes = tops.contains { underLoss.contains($0) || $1 != 0 }
            let skips = tops.allSatisfy { skipped.contains($0.0) }
            if nodes[index].needsBackward, skips {
                nodes[index].propagateDown = nodes[index].propagateDown.map { _ in false }
            }
            if !contributes || skips { nodes[index].needsBackward = false }
            for (bottom, blob) in nodes[index].bottoms.enumerated() {
                let id = ObjectIdentifier(blob)
                if contributes {
                    underLoss.insert(id)
                } else {
                    nodes[index].propagateDown[bottom] = false
                }
                if !nodes[index].propagateDown[bottom] { skipped.insert(id) }
            }
            let need = nodes[index].needsBackward ? "needs" : "does not need"
            context.log.info(
                "net.cpp",
                "\(nodes[index].layer.name) \(need) backward computation."
            )
        }
    }

    /// Makes every layer and parameter part of the backward pass, and every bottom that allows
    /// it (`force_backward`).
    func forceBackward() {
        for index in nodes.indices {
            let layer = nodes[index].layer
            nodes[index].needsBackward = true
            layer.propagatesToParameter = layer.propagatesToParameter.map { _ in true }
            for bottom in nodes[index].bottoms.indices
            where layer.allowsForceBackward(bottom: bottom) {
                nodes[index].propagateDown[bottom] = true
            }
        }
    }
}

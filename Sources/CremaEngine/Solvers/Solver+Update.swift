import CremaProto

extension Solver {
    /// The learning rate of the coming update.
    public var learningRate: Float {
        policy.rate(iteration: iteration, taken: currentStep).rate
    }

    /// The learning rate of the next update; its step is taken and logged too.
    func takeRate() -> Float {
        let (rate, steps) = policy.rate(iteration: iteration, taken: currentStep)
        if steps != currentStep, let note = policy.note(ofStep: steps, iteration: iteration) {
            log.info("sgd_solver.cpp", note)
        }
        currentStep = steps
        return rate
    }

    /// Turns the gradients into updates, subtracts them from the weights, and counts the iteration.
    ///
    /// Throws if a parameter is not a number any more (NaN or infinite).
    public func applyUpdate() throws { try applyUpdate(rate: takeRate()) }

    /// The same, with a rate that has been determined already.
    func applyUpdate(rate: Float) throws {
        clipGradients()
        let updates = net.parameters.indices.map { prepare($0, rate: rate) }
        try net.context.workers.run { worker in
            let slice = Share(index: worker, of: net.context.workers.count)
            for (index, update) in updates.enumerated() {
                let isFinite = update.run(
                    slice,
                    rule,
                    isL1: parameter.regularizationType == "L1"
                )
                guard isFinite else { throw net.divergence(ofParameter: index, iteration) }
            }
        }
        iteration += 1
    }

    /// Scales all gradients down so that their common L2 norm is at most `clip_gradients`.
    private func clipGradients() {
        guard parameter.clipGradients >= 0 else { return }
        var sum = 0.0
        for parameter in net.parameters {
            for value in parameter.blob.diff.read() { sum += Double(value * value) }
        }
        let norm = Float(sum.squareRoot())
        guard norm > parameter.clipGradients else { return }
        let scale = parameter.clipGradients / norm
        log.info(
            "sgd_solver.cpp",
            "Gradient clipping: scaling down gradients (L2 norm \(caffeText(norm)) > "
                + "\(caffeText(parameter.clipGradients))) by scale factor \(caffeText(scale))"
        )
        for parameter in net.parameters {
            let values = parameter.blob.diff.update()
            for index in values.indices { values[index] *= scale }
        }
    }

    /// Brings a parameter's weights, gradient and history into one layout: that of the gradient,
    /// which is the newest.
    private func prepare(_ index: Int, rate: Float) -> ParameterUpdate {
        let owner = net.parameters[index]
        let layout = owner.blob.diff.currentLayout(.whole)
        let step = SolverStep(
            rate: rate * owner.lrMult,
            momentum: parameter.momentum,
            momentum2: parameter.momentum2,
            rmsDecay: parameter.rmsDecay,
            delta: parameter.delta,
            number: iteration + 1
        )
        return ParameterUpdate(
            weights: owner.blob.data.update(layout, .whole),
            gradient: owner.blob.diff.update(layout, .whole),
            history: history[index].map { $0.update(layout, .whole) },
            count: owner.blob.diff.count(layout, .whole),
            scale: 1 / Float(parameter.iterSize),
            decay: parameter.weightDecay * owner.decayMult,
            step: step
        )
    }
}

/// The update of one parameter, elementwise, so each worker can do a slice of it.
private struct ParameterUpdate {
    let weights: UnsafeMutablePointer<Float>
    let gradient: UnsafeMutablePointer<Float>
    let history: [UnsafeMutablePointer<Float>]
    let count: Int
    /// The factor of a gradient: 1 / `iter_size`.
    let scale: Float
    let decay: Float
    let step: SolverStep

    /// Normalises, regularises, turns the gradient into the update in place, and subtracts it from
    /// the weights.
    ///
    /// Returns whether all weights are still finite.
    func run(_ slice: Share, _ rule: any SolverRule.Type, isL1: Bool) -> Bool {
        let range = slice.images(of: count)
        let w = weights + range.lowerBound, g = gradient + range.lowerBound
        if scale != 1 { for i in 0..<range.count { g[i] *= scale } }
        if decay != 0 {
            if isL1 {
                for i in 0..<range.count { g[i] += decay * (w[i] > 0 ? 1 : w[i] < 0 ? -1 : 0) }
            } else {
                for i in 0..<range.count { g[i] += decay * w[i] }
            }
        }
        rule.update(g, history.map { $0 + range.lowerBound }, count: range.count, step)
        // The bits of infinity and NaN are above those of all finite numbers.
        var largest: UInt32 = 0
        for i in 0..<range.count {
            w[i] -= g[i]
            largest = max(largest, w[i].magnitude.bitPattern)
        }
        return largest < Float.infinity.bitPattern
    }
}

import CremaProto

extension Solver {
    /// Trains until `max_iter`, then takes the last snapshot and the last test, as Caffe does.
    public func solve() throws {
        log.info("solver.cpp", "Solving \(net.name)")
        log.info("solver.cpp", "Learning Rate Policy: \(parameter.lrPolicy)")
        let start = iteration
        try step(Int(parameter.maxIter) - iteration)
        let isSaved =
            parameter.snapshot > 0 && iteration > start && iteration % Int(parameter.snapshot) == 0
        if parameter.snapshotAfterTrain, !isSaved { try snapshot() }
        if stopsEarly {
            log.info("solver.cpp", "Optimization stopped early.")
            return
        }
        if parameter.display > 0, iteration % Int(parameter.display) == 0 {
            let loss = smooth(try net.forward(), since: start)
            log.info("solver.cpp", "Iteration \(iteration), loss = \(caffeText(loss))")
        }
        if parameter.testInterval > 0, iteration % Int(parameter.testInterval) == 0 {
            try testAll()
        }
        log.info("solver.cpp", "Optimization Done.")
    }

    /// Takes so many iterations.
    ///
    /// Throws the error of a layer, or where the loss is no number any more.
    public func step(_ count: Int) throws {
        let start = iteration
        stopsEarly = false
        losses = []
        smoothedLoss = 0
        var meter = SpeedMeter(iteration: iteration)
        while iteration < start + count {
            if isTestDue { try testAll() }
            if stopsEarly { break }
            for callback in callbacks { try callback.onStart() }
            let displays = parameter.display > 0 && iteration % Int(parameter.display) == 0
            let loss = smooth(try computeGradients(), since: start)
            let rate = policy.rate(iteration: iteration, currentStep: &currentStep)
            if displays { display(loss, rate, &meter) }
            for callback in callbacks { try callback.onGradientsReady() }
            try applyUpdate(rate: rate)
            observer.onStep(iteration, loss)
            try obey()
        }
    }

    private var isTestDue: Bool {
        parameter.testInterval > 0 && iteration % Int(parameter.testInterval) == 0
            && (iteration > 0 || parameter.testInitialization)
    }

    /// One iteration's forward and backward passes; the gradients of all passes are added up.
    private func computeGradients() throws -> Float {
        net.clearParameterDiffs()
        var loss: Float = 0
        for pass in 0..<Int(parameter.iterSize) {
            clock.iteration = iteration
            clock.pass = pass
            loss += try net.forward()
            guard loss.isFinite else { throw net.divergence(iteration: iteration, loss: loss) }
            try net.backward()
        }
        return loss / Float(parameter.iterSize)
    }

    /// The mean of the last `average_loss` losses since a step began.
    private func smooth(_ loss: Float, since start: Int) -> Float {
        let window = Int(parameter.averageLoss)
        if losses.count < window {
            losses.append(loss)
            smoothedLoss += (loss - smoothedLoss) / Float(losses.count)
        } else {
            let index = (iteration - start) % window
            smoothedLoss += (loss - losses[index]) / Float(window)
            losses[index] = loss
        }
        return smoothedLoss
    }

    private func display(_ loss: Float, _ rate: Float, _ meter: inout SpeedMeter) {
        let (speed, seconds) = meter.lap(iteration: iteration)
        log.info(
            "solver.cpp",
            "Iteration \(iteration) (\(caffeText(speed)) iter/s, \(caffeText(seconds))s/"
                + "\(parameter.display) iters), loss = \(caffeText(loss))"
        )
        let outputs = net.outputValues()
        for output in outputs { log.info("solver.cpp", "    Train net output #\(output.text)") }
        log.info("sgd_solver.cpp", "Iteration \(iteration), lr = \(caffeText(rate))")
        observer.onDisplay(iteration, loss, outputs, rate, Float(speed))
    }

    /// Does what a signal has asked for, and the snapshot that is due.
    private func obey() throws {
        let request = observer.request()
        let isDue = parameter.snapshot > 0 && iteration % Int(parameter.snapshot) == 0
        if isDue || request == .snapshot { try snapshot() }
        if request == .stop { stopsEarly = true }
    }
}

/// Iterations a second between two displays.
private struct SpeedMeter {
    private var iteration: Int
    private var start = ContinuousClock.now

    init(iteration: Int) { self.iteration = iteration }

    mutating func lap(iteration now: Int) -> (speed: Double, seconds: Double) {
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 1e-6)
        let speed = Double(now - iteration) / seconds
        (iteration, start) = (now, .now)
        return (speed, seconds)
    }
}

extension Solver.Output {
    /// The output with its number in Caffe's words: `0: loss = 2.3 (* 1 = 2.3 loss)`.
    var text: String { "\(index): \(valueText)" }

    /// The output in Caffe's words: `loss = 2.3 (* 1 = 2.3 loss)`.
    var valueText: String {
        let loss =
            lossWeight == 0
            ? "" : " (* \(caffeText(lossWeight)) = \(caffeText(lossWeight * value)) loss)"
        return "\(name) = \(caffeText(value))\(loss)"
    }
}

extension Net {
    /// Every number of every output blob, in alphabetical order of the blobs.
    public func outputValues() -> [Solver.Output] {
        var values: [Solver.Output] = []
        for name in outputs {
            guard let blob = blob(name) else { continue }
            let weight = lossWeight(ofBlob: name)
            for value in blob.data.read() {
                values.append(
                    Solver.Output(name: name, index: values.count, value: value, lossWeight: weight)
                )
            }
        }
        return values
    }

    /// Why a loss is no number any more: the first layer that made such a value, and what to do.
    func divergence(iteration: Int, loss: Float) -> EngineError {
        let advice = "lower the learning rate (base_lr), or look at what the data holds"
        for node in nodes {
            for (name, top) in zip(node.topNames, node.tops) {
                let values = top.data.read()
                guard let index = values.firstIndex(where: { !$0.isFinite }) else { continue }
                var error = EngineError(
                    layer: node.layer.name,
                    "iteration \(iteration): the top \"\(name)\" holds \(values[index]) at element \(index) "
                        + "of shape \(top.shape), the first in the net; \(advice)"
                )
                error.place = context.place(node.origin, nil)
                return error
            }
        }
        return EngineError("iteration \(iteration): the loss is \(loss); \(advice)")
    }
}

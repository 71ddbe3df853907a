import CremaProto

extension Solver {
    /// Trains until `max_iter`, then takes the last snapshot and the last test, as Caffe does.
    public func solve() throws {
        log.info("solver.cpp", "Solving \(net.name)")
        log.info("solver.cpp", "Learning Rate Policy: \(parameter.lrPolicy)")
        if parameter.snapshotAfterTrain { try Self.checkSnapshotPrefix(parameter) }
        let start = iteration
        try step(Int(parameter.maxIter) - iteration)
        if parameter.snapshotAfterTrain, !(iteration > start && isSnapshotDue) { try snapshot() }
        if stopsEarly {
            log.info("solver.cpp", "Optimization stopped early.")
            return
        }
        if parameter.display > 0, iteration % Int(parameter.display) == 0 {
            let loss = losses.add(try net.forward(), size: Int(parameter.averageLoss))
            log.info("solver.cpp", "Iteration \(iteration), loss = \(caffeText(loss))")
        }
        if parameter.testInterval > 0, iteration % Int(parameter.testInterval) == 0 {
            try testAll()
        }
        log.info("solver.cpp", "Optimization Done.")
    }

    /// Takes a number of iterations.
    ///
    /// Throws the error of a layer, or an error if the loss or a parameter is not a number any more
    /// (NaN or infinite).
    public func step(_ count: Int) throws {
        let end = iteration.addingSaturated(count)
        stopsEarly = false
        losses = restoredLosses ?? LossWindow()
        restoredLosses = nil
        var meter = SpeedMeter(iteration: iteration)
        while iteration < end {
            if isTestDue { try testAll() }
            if stopsEarly { break }
            for callback in callbacks { try callback.onStart() }
            let displays = parameter.display > 0 && iteration % Int(parameter.display) == 0
            net.logsMeans = displays && parameter.debugInfo
            let loss = losses.add(try computeGradients(), size: Int(parameter.averageLoss))
            let speed = displays ? displayLoss(loss, &meter) : 0
            for callback in callbacks { try callback.onGradientsReady() }
            let rate = takeRate()
            if displays { displayRate(rate, loss, speed) }
            try applyUpdate(rate: rate)
            observer.onStep(iteration, loss)
            try obey()
        }
    }

    private var isTestDue: Bool {
        parameter.testInterval > 0 && iteration % Int(parameter.testInterval) == 0
            && (iteration > 0 || parameter.testInitialization)
    }

    private var isSnapshotDue: Bool {
        parameter.snapshot > 0 && iteration % Int(parameter.snapshot) == 0
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

    /// Logs the smoothed loss and the outputs, and returns the iterations per second.
    private func displayLoss(_ loss: Float, _ meter: inout SpeedMeter) -> Double {
        let (speed, seconds) = meter.lap(iteration: iteration)
        log.info(
            "solver.cpp",
            "Iteration \(iteration) (\(caffeText(speed)) iter/s, \(caffeText(seconds))s/"
                + "\(parameter.display) iters), loss = \(caffeText(loss))"
        )
        for output in net.outputValues() {
            log.info("solver.cpp", "    Train net output #\(output.text)")
        }
        return speed
    }

    private func displayRate(_ rate: Float, _ loss: Float, _ speed: Double) {
        log.info("sgd_solver.cpp", "Iteration \(iteration), lr = \(caffeText(rate))")
        observer.onDisplay(iteration, loss, net.outputValues(), rate, Float(speed))
    }

    /// Takes the snapshot that is due or requested, and records a request to stop.
    private func obey() throws {
        let request = observer.request()
        if isSnapshotDue || request == .snapshot { try snapshot() } else { try save(request) }
        stopsEarly = request == .stop || request == .saveAndStop
    }

    /// The snapshot of a stop that requests one, if the settings leave it out.
    func save(_ request: Request) throws {
        if request == .saveAndStop, !parameter.snapshotAfterTrain { try snapshot() }
    }
}

/// Iterations per second between two displays.
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
    package var valueText: String {
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
}

import CremaProto

extension Solver {
    /// Runs all test nets.
    ///
    /// Tests that are stopped leave the test nets where they began, as a resumed run repeats them.
    public func testAll() throws {
        let moments = try testNets.map { try $0.moment() }
        momentsBeforeTests = moments
        defer { momentsBeforeTests = nil }
        for index in testNets.indices where !stopsEarly { try test(index) }
        if !stopsEarly { try obey(observer.requestAfterTests(iteration)) }
        guard stopsEarly else { return }
        for (testNet, moment) in zip(testNets, moments) { try testNet.goOn(from: moment) }
    }

    /// Runs a test net over its `test_iter` batches, and reports the means of its outputs.
    private func test(_ index: Int) throws {
        log.info("solver.cpp", "Iteration \(iteration), Testing net (#\(index))")
        let testNet = testNets[index]
        try testNet.shareTrainedLayers(with: net)
        let count = Int(parameter.testIter[index])
        var sums: [Float] = []
        var loss: Float = 0
        for _ in 0..<count {
            try obey(observer.request())
            if stopsEarly {
                log.info("solver.cpp", "Test interrupted.")
                return
            }
            loss += try testNet.forward()
            let values = testNet.outputValues().map(\.value)
            sums = sums.isEmpty ? values : zip(sums, values).map(+)
        }
        if parameter.testComputeLoss {
            log.info("solver.cpp", "Test loss: \(caffeText(loss / Float(count)))")
        }
        let means = zip(testNet.outputValues(), sums).map { output, sum in
            var mean = output
            mean.value = sum / Float(count)
            return mean
        }
        for mean in means { log.info("solver.cpp", "    Test net output #\(mean.text)") }
        observer.onTest(iteration, index, means)
    }

    private func obey(_ request: Request) throws {
        if request == .snapshot { try snapshot() } else { try save(request) }
        if request == .stop || request == .saveAndStop { stopsEarly = true }
    }
}

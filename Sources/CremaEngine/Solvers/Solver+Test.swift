import CremaProto

extension Solver {
    /// Runs all test nets.
    public func testAll() throws {
        for index in testNets.indices where !stopsEarly { try test(index) }
    }

    /// Runs a test net over its `test_iter` batches, and tells the means of its outputs.
    private func test(_ index: Int) throws {
        log.info("solver.cpp", "Iteration \(iteration), Testing net (#\(index))")
        let testNet = testNets[index]
        try testNet.shareTrainedLayers(with: net)
        let count = Int(parameter.testIter[index])
        var sums: [Float] = []
        var loss: Float = 0
        for _ in 0..<count {
            try obeyWhileTesting()
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

    private func obeyWhileTesting() throws {
        switch observer.request() {
        case .goOn: break
        case .snapshot: try snapshot()
        case .stop: stopsEarly = true
        }
    }
}

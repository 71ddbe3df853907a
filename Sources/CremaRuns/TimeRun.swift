import CremaData
import CremaEngine
public import CremaProto

/// Times a net layer by layer: `caffe time`.
public struct TimeRun: NetRun {
    /// The command.
    public static let name = "time"

    /// The net's prototxt.
    public var model: String
    /// The number of passes.
    public var iterations = 50
    /// TRAIN or TEST.
    public var phase = "TRAIN"
    /// The level of the net's state.
    public var level = 0
    /// Stages of the net's state.
    public var stages: [String] = []
    /// The number of workers; one per core if it is nil.
    public var workers: Int?
    /// The device by its name in the `DeviceCatalog`; the default one if it is nil.
    public var device: String?

    /// A run over a net's prototxt.
    public init(model: String) {
        self.model = model
    }

    /// The phase, the level and the stages of the flags; throws if there is no such phase.
    public var state: NetState {
        get throws {
            guard ["TRAIN", "TEST"].contains(phase) else {
                throw EngineError("-phase must be TRAIN or TEST, found \"\(phase)\"")
            }
            return NetState(phase: phase == "TRAIN" ? .train : .test, level: level, stages: stages)
        }
    }

    /// Times the net, in Caffe's words.
    public func run(in host: RunHost) throws {
        host.logUse(of: device)
        let net = try netFile.makeNet(in: host, device: device, workers: workers)
        let log = host.log
        log.info("caffe.cpp", "Performing Forward")
        log.info("caffe.cpp", "Initial loss: \(caffeText(try net.forward()))")
        log.info("caffe.cpp", "Performing Backward")
        try net.backward()
        log.info("caffe.cpp", "*** Benchmark begins ***")
        log.info("caffe.cpp", "Testing for \(iterations) iterations.")
        var times = PassTimes(layers: net.nodes.count)
        for iteration in 1...max(iterations, 1) {
            try times.measure(net, iteration, log)
            host.progress(
                RunProgress(
                    task: "time",
                    done: iteration,
                    total: iterations,
                    images: net.batchSize
                )
            )
        }
        times.report(net, iterations, log)
        log.info("caffe.cpp", "*** Benchmark ends ***")
    }
}

/// Milliseconds spent in each layer and in whole passes.
private struct PassTimes {
    private var forward: [Double]
    private var backward: [Double]
    private var forwardPass = 0.0
    private var backwardPass = 0.0
    private var total = 0.0

    init(layers: Int) {
        forward = Array(repeating: 0, count: layers)
        backward = forward
    }

    /// One pass layer by layer, for the times of the layers, and one in segments, for the times of
    /// the passes.
    mutating func measure(_ net: Net, _ iteration: Int, _ log: Log) throws {
        for index in net.nodes.indices {
            forward[index] += try milliseconds { try net.forward(from: index, to: index) }
        }
        for index in net.nodes.indices.reversed() {
            backward[index] += try milliseconds { try net.backward(from: index, to: index) }
        }
        net.clearParameterDiffs()
        let there = try milliseconds { try net.forward() }
        let back = try milliseconds { try net.backward() }
        net.clearParameterDiffs()
        forwardPass += there
        backwardPass += back
        total += there + back
        log.info(
            "caffe.cpp",
            "Iteration: \(iteration) forward-backward time: \(caffeText(there + back)) ms."
        )
    }

    func report(_ net: Net, _ iterations: Int, _ log: Log) {
        let mean = { (sum: Double) in caffeText(sum / Double(iterations)) }
        log.info("caffe.cpp", "Average time per layer: ")
        for (index, node) in net.nodes.enumerated() {
            let name =
                String(repeating: " ", count: max(0, 10 - node.layer.name.count)) + node.layer.name
            log.info("caffe.cpp", "\(name)\tforward: \(mean(forward[index])) ms.")
            log.info("caffe.cpp", "\(name)\tbackward: \(mean(backward[index])) ms.")
        }
        log.info("caffe.cpp", "Average Forward pass: \(mean(forwardPass)) ms.")
        log.info("caffe.cpp", "Average Backward pass: \(mean(backwardPass)) ms.")
        log.info("caffe.cpp", "Average Forward-Backward: \(mean(total)) ms.")
        log.info("caffe.cpp", "Total Time: \(caffeText(total)) ms.")
    }

    private func milliseconds(_ body: () throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .milliseconds(1)
    }
}

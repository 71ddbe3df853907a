import CremaData
import CremaEngine
public import CremaProto

/// Scores a trained net on its test data: `caffe test`.
public struct TestRun: NetRun {
    /// The command.
    public static let name = "test"

    /// The net's prototxt.
    public var model: String
    /// The trained weights; several files, separated by commas.
    public var weights: String
    /// The number of batches.
    public var iterations = 50
    /// The level of the net's state.
    public var level = 0
    /// Stages of the net's state.
    public var stages: [String] = []
    /// The number of workers; one per core if it is nil.
    public var workers: Int?
    /// The device by its name in the `DeviceCatalog`; the default one if it is nil.
    public var device: String?

    /// A run over a net's prototxt and its weights.
    public init(model: String, weights: String) {
        self.model = model
        self.weights = weights
    }

    /// Scored in TEST, with the level and the stages of the flags.
    public var state: NetState { NetState(phase: .test, level: level, stages: stages) }

    /// Scores the net, in Caffe's words.
    public func run(in host: RunHost) throws {
        host.logUse(of: device)
        let net = try netFile.makeNet(
            in: host,
            device: device,
            workers: workers,
            weights: weights.split(separator: ",").map { String($0).trimmed }
        )
        host.log.info("caffe.cpp", "Running for \(iterations) iterations.")
        var loss: Float = 0
        var sums: [Float] = []
        for batch in 0..<iterations {
            net.context.clock.iteration = batch
            loss += try net.forward()
            let outputs = net.outputValues()
            for output in outputs {
                host.log.info(
                    "caffe.cpp",
                    "Batch \(batch), \(output.name) = \(caffeText(output.value))"
                )
            }
            host.progress(
                RunProgress(
                    task: "test",
                    done: batch + 1,
                    total: iterations,
                    images: net.batchSize
                )
            )
            sums = sums.isEmpty ? outputs.map(\.value) : zip(sums, outputs).map { $0 + $1.value }
        }
        report(net, loss / Float(iterations), sums.map { $0 / Float(iterations) }, host.log)
    }

    private func report(_ net: Net, _ loss: Float, _ means: [Float], _ log: Log) {
        log.info("caffe.cpp", "Loss: \(caffeText(loss))")
        for (output, mean) in zip(net.outputValues(), means) {
            var output = output
            output.value = mean
            log.info("caffe.cpp", output.valueText)
        }
    }
}

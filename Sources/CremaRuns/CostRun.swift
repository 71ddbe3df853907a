import CremaData
public import CremaEngine
public import CremaProto
import FoundationEssentials

/// What a net costs before it is trained: `crema cost`.
///
/// Shapes, parameters, memory and multiplications of each layer are computed without allocating
/// what they need; the time of a step is measured on request, with a batch that takes seconds at
/// most.
public struct CostRun: NetRun {
    /// The command's name.
    public static let name = "cost"

    /// The net's prototxt.
    public var model: String
    /// TRAIN or TEST.
    public var phase = "TRAIN"
    /// The level of the net's state.
    public var level = 0
    /// Stages of the net's state.
    public var stages: [String] = []
    /// The images of a batch, in place of those in the text.
    public var batchSize: Int?
    /// The type of the solver, which keeps numbers of its own for each weight.
    public var solver = "SGD"
    /// Whether the net of the phase TEST is kept as well.
    public var validates = false
    /// The number of workers; one per core if it is nil.
    public var workers: Int?
    /// The seconds that steps are timed for; nothing is computed if it is 0.
    public var seconds = 0.0
    /// Bytes that will be free by the time of the training, besides those that are.
    public var releasable = 0
    /// The file for the result, as JSON; a table is logged if it is nil.
    public var output: String?

    /// A run over a net's prototxt.
    public init(model: String) {
        self.model = model
    }

    /// The phase, the level and the stages of the flags; throws if there is no such phase.
    public var state: NetState {
        get throws {
            guard ["TRAIN", "TEST"].contains(phase) else {
                throw EngineError("-phase must be TRAIN or TEST, found \"\(phase)\"", kind: .usage)
            }
            return NetState(phase: phase == "TRAIN" ? .train : .test, level: level, stages: stages)
        }
    }

    /// What was found.
    public struct Result: Codable, Sendable {
        /// The cost of the net; nil where a blob of the batch would be larger than any can be.
        public var net: NetCost?
        /// The memory of the net and of the one that validates, in bytes.
        public var bytes: Int
        /// The memory that is free, in bytes.
        public var free: Int
        /// The largest batch that fits, where that of the net does not; 0 where none does.
        public var fittingBatch: Int?
        /// The measured time of an image in training and in validation.
        public var pace: Pace?

        /// Whether the net can be trained in the memory that is free.
        public var fits: Bool { fittingBatch == nil }
    }

    /// Seconds that an image takes.
    public struct Pace: Codable, Sendable, Equatable {
        /// Forward and backward.
        public var training: Double
        /// Forward alone.
        public var validation: Double

        /// A pace.
        public init(training: Double, validation: Double) {
            self.training = training
            self.validation = validation
        }
    }

    /// Computes the cost, and reports it.
    public func run(in host: RunHost) throws {
        var file = try netFile
        if let batchSize { file.text.message = file.text.message.withBatch(batchSize) }
        var result = try EngineError.blaming(.badDefinition) { try estimate(file, host) }
        if seconds > 0, result.fits, let net = result.net {
            result.pace = try pace(of: file, cost: net, host)
        }
        guard let output else {
            for line in result.table { host.log.info("caffe.cpp", line) }
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path: output, Array(encoder.encode(result)))
    }

    // MARK: Memory

    private func estimate(_ file: NetFile, _ host: RunHost) throws -> Result {
        let free = AvailableMemory.bytes.addingSaturated(releasable)
        func result(batch: Int? = nil) throws -> Result {
            var text = file.text
            if let batch { text.message = text.message.withBatch(batch) }
            let net = try cost(text, state, host)
            var bytes = net.bytes
            if validates {
                let other = NetState(phase: .test, level: level, stages: stages)
                let validation = try cost(text, other, host)
                // Both have the same weights.
                let weights = net.parameters.multipliedSaturated(by: MemoryLayout<Float>.size)
                bytes = bytes.addingSaturated(max(0, validation.bytes - weights))
            }
            return Result(net: net, bytes: bytes, free: free)
        }
        func fits(_ batch: Int) -> Bool {
            // A batch that is too large for a blob is as bad as one that is too large for memory.
            (try? result(batch: batch)).map { $0.bytes <= free } ?? false
        }
        do {
            var found = try result()
            guard found.bytes > free, let net = found.net else { return found }
            found.fittingBatch = largest(below: net.batchSize, where: fits)
            return found
        } catch let error as EngineError {
            // What is wrong with one image has nothing to do with the batch.
            guard let batch = batch(of: file), batch > 1, (try? result(batch: 1)) != nil else {
                throw error
            }
            let fitting = largest(below: batch, where: fits)
            return Result(net: nil, bytes: .max, free: free, fittingBatch: fitting)
        }
    }

    private func cost(_ text: Prototxt<NetParameter>, _ state: NetState, _ host: RunHost) throws
        -> NetCost
    {
        try NetCost(
            text,
            state: state,
            catalog: host.catalog,
            workers: workers ?? WorkerPool().count,
            historyCount: SolverCatalog.builtIn.rule(named: solver)?.historyCount ?? 1
        )
    }

    /// The batch in the text, where its shapes cannot be made.
    private func batch(of file: NetFile) -> Int? {
        guard let layers = try? file.text.message.layers(in: state) else { return nil }
        return layers.compactMap(\.textBatch).first
    }

    /// The largest number from 1 on and below `end` that fits, as all smaller ones do; 0 if none
    /// does.
    private func largest(below end: Int, where fits: (Int) -> Bool) -> Int {
        var (low, high) = (0, max(end, 1))
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if fits(middle) { low = middle } else { high = middle }
        }
        return low
    }

    // MARK: Time

    /// The multiplications of a measured step: seconds on a slow machine.
    private static let mostMultiplyAdds = 30_000_000_000

    private func pace(of file: NetFile, cost: NetCost, _ host: RunHost) throws -> Pace {
        let perImage = max(1, cost.multiplyAdds / max(1, cost.batchSize))
        let batch = min(max(1, cost.batchSize), max(1, Self.mostMultiplyAdds / perImage))
        let context = try NetContext(
            catalog: host.catalog,
            device: DeviceCatalog.builtIn.makeDevice(),
            workers: workers.map { try WorkerPool(checking: $0) }
        )
        var text = file.text
        text.message = text.message.withBatch(batch)
        let net = try Net(text, state: state, context: context)
        // The first step allocates, and chooses the operations.
        _ = try step(net)
        var (forward, backward) = (Double.infinity, Double.infinity)
        let start = ContinuousClock.now
        repeat {
            let times = try step(net)
            (forward, backward) = (min(forward, times.forward), min(backward, times.backward))
        } while (ContinuousClock.now - start) / .seconds(1) < seconds
        let images = Double(batch)
        return Pace(training: (forward + backward) / images, validation: forward / images)
    }

    private func step(_ net: Net) throws -> (forward: Double, backward: Double) {
        let start = ContinuousClock.now
        try net.forward()
        let middle = ContinuousClock.now
        net.clearParameterDiffs()
        try net.backward()
        let end = ContinuousClock.now
        return ((middle - start) / .seconds(1), (end - middle) / .seconds(1))
    }
}

extension CostRun.Result {
    /// The cost of each layer as a line, and that of the net.
    var table: [String] {
        var rows = [["layer", "type", "shape", "parameters", "memory", "multiply-adds"]]
        for layer in net?.layers ?? [] {
            let shapes = layer.shapes.map { $0.map(String.init).joined(separator: "x") }
            rows.append([
                layer.name, layer.type, shapes.joined(separator: " "), "\(layer.parameters)",
                AvailableMemory.text(layer.bytes), "\(layer.multiplyAdds)",
            ])
        }
        let widths = rows[0].indices.map { column in rows.map(\.[column].count).max() ?? 0 }
        var lines = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ")
        }
        lines.append(contentsOf: summary)
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }

    private var summary: [String] {
        var lines: [String] = []
        if let net {
            let perImage = net.multiplyAdds / max(1, net.batchSize)
            lines = [
                "batch size: \(net.batchSize)", "parameters: \(net.parameters)",
                "multiply-adds per image, forward: \(perImage)",
                "memory: \(AvailableMemory.text(bytes)) of \(AvailableMemory.text(free)) free",
            ]
        }
        switch fittingBatch {
        case nil: break
        case 0?: lines.append("Not even a batch of one image fits into the free memory.")
        case let batch?: lines.append("The largest batch that fits: \(batch)")
        }
        if let pace {
            let rate = pace.training > 0 ? Int(saturating: 1 / pace.training) : 0
            lines.append("images per second in training: \(rate)")
        }
        return lines
    }
}

extension LayerParameter {
    /// The images of a batch as the text has them; nil if the layer reads none.
    fileprivate var textBatch: Int? {
        switch type {
        case "Data": Int(dataParam.batchSize)
        case "HDF5Data": Int(hdf5DataParam.batchSize)
        case "ImageData": Int(imageDataParam.batchSize)
        case "MemoryData": Int(memoryDataParam.batchSize)
        case "WindowData": Int(windowDataParam.batchSize)
        case "Input": inputParam.shape.first?.dim.first.map { Int($0) }
        default: nil
        }
    }
}

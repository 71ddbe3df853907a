import CremaData
import CremaProto

/// A layer whose tops are batches of records and their targets, read ahead by threads of their own.
///
/// Tops: N x C x H x W of `batch_size` records, each as `transform_param` has it, and their N
/// labels, or N x K where a record's target is K numbers. The shape is that of a batch's first
/// record. `data_param.prefetch` batches are read ahead; after the last record comes the first
/// again.
class RecordLayer: Layer, RecordReading {
    private(set) var position = 0
    private var source: (any RecordSource)?
    private var reader: BatchReader?

    override final var grain: Grain { .batch }
    // Each batch may have another shape.
    override final var reshapesAlways: Bool { true }

    /// How many records make a batch; from 1 once the layer is set up.
    var batchSize: Int { preconditionFailure("a layer of records says how many make a batch") }

    /// Opens what the records are read from; called once.
    func openSource() throws -> any RecordSource {
        preconditionFailure("a layer of records opens their source")
    }

    /// How many batches are read ahead.
    final var depth: Int { max(1, Int(parameter.dataParam.prefetch)) }

    override final func setUp(bottom: [Blob], top: [Blob]) throws {
        try reading {
            let source = try openSource()
            self.source = source
            shape(top, try Shape(checking: [batchSize] + source.firstShape().dims))
        }
    }

    override final func reshape(bottom: [Blob], top: [Blob]) throws {
        guard let reader, reader.isAlive else { return }
        try reading { shape(top, try reader.next().shape) }
    }

    override final func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        try reading {
            let reader = try startedReader()
            let batch = try reader.next()
            shape(top, batch.shape)
            top[0].data.write(nil, .whole).update(
                from: batch.values.floats,
                count: batch.shape.count
            )
            if top.count > 1 { _ = top[1].data.write().update(fromContentsOf: batch.targets) }
            reader.freeNext()
            position += batchSize
        }
    }

    final func seek(toRecord position: Int) throws {
        guard position != self.position else { return }
        reader = nil
        self.position = position
    }

    /// How the layer's records are scaled, cropped and mirrored.
    final func transformer() throws -> DataTransformer {
        try DataTransformer(parameter.transformParam, phase: context.phase)
    }

    /// What all randomness about the layer's records comes from.
    final var random: Philox {
        Philox(seed: context.seed, stream: Philox.stream(named: name))
    }

    private func shape(_ top: [Blob], _ shape: Shape) {
        top[0].reshape(to: shape)
        guard top.count > 1 else { return }
        top[1].reshape(to: Shape([shape.images] + (source?.targetDims ?? [])))
    }

    /// The reader, from the first forward pass on: a net that is only looked at reads nothing
    /// ahead.
    private func startedReader() throws -> BatchReader {
        if let reader, reader.isAlive { return reader }
        guard let source else { preconditionFailure("a layer is set up before it runs") }
        let reader = try BatchReader(
            source,
            from: position,
            batchSize: batchSize,
            depth: depth
        )
        self.reader = reader
        return reader
    }

    /// Gives an error about records the name of this layer, and its source, or transform, to blame.
    private func reading<Result>(_ body: () throws -> Result) throws -> Result {
        let field = Self.description.field.map { "\($0).source" }
        do { return try body() } catch let failure as DataError {
            throw error(failure, field: failure.isOfTransform ? "transform_param" : field)
        } catch let failure as EngineError where failure.layer == nil {
            throw error(failure.message, field: field)
        }
    }
}

extension DataError {
    /// Whether `transform_param` requires what its records do not allow.
    fileprivate var isOfTransform: Bool {
        if case .invalidTransform = self { true } else { false }
    }
}

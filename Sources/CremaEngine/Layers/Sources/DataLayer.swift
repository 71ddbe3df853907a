import CremaData
import CremaProto

/// A layer that reads records in a fixed order, one batch a forward pass.
protocol RecordReading: Layer {
    /// The number of the next record, counted on past the end of what is read.
    var position: Int { get }

    /// The number of records of a forward pass.
    var batchSize: Int { get }

    /// Goes on at that record, as a resumed run must.
    func seek(toRecord position: Int) throws
}

/// Batches of the records of an LMDB, transformed as `transform_param` says, and their labels.
///
/// Tops: N x C x H x W of `batch_size` records, and N labels. The next batches are read ahead by
/// a thread, `prefetch` of them; after the last record comes the first again.
final class DataLayer: Layer, RecordReading {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Data",
            summary: "Reads images and labels from a database.",
            field: "data_param",
            bottoms: .exactly(0),
            tops: .between(1, 2)
        )
    }

    private(set) var position = 0
    private var reader: BatchReader?

    private var fields: DataParameter { parameter.dataParam }

    var batchSize: Int { Int(fields.batchSize) }

    override var grain: Grain { .batch }
    // Each batch may have another shape.
    override var reshapesAlways: Bool { true }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        _ = try positive(fields.batchSize, field: "data_param.batch_size")
        guard !fields.source.isEmpty else {
            throw error("source is missing; it is the folder of a database", field: "data_param")
        }
        try reading { shape(top, try openBatches().firstShape()) }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        guard let reader else { return }
        try reading { shape(top, try reader.next().shape) }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        try reading {
            let reader = try startedReader()
            let batch = try reader.next()
            shape(top, batch.shape)
            top[0].data.write(nil, .whole).update(
                from: batch.values.floats,
                count: batch.shape.count
            )
            if top.count > 1 { _ = top[1].data.write().update(fromContentsOf: batch.labels) }
            reader.freeNext()
            position += batch.labels.count
        }
    }

    func seek(toRecord position: Int) throws {
        guard position != self.position else { return }
        reader = nil
        self.position = position
    }

    private func shape(_ top: [Blob], _ shape: Shape) {
        top[0].reshape(to: shape)
        if top.count > 1 { top[1].reshape(to: [shape.images]) }
    }

    /// The reader, from the first forward pass on: a net that is only looked at reads nothing
    /// ahead.
    private func startedReader() throws -> BatchReader {
        if let reader { return reader }
        let batches = try openBatches()
        try batches.seek(toRecord: position)
        let reader = try BatchReader(depth: Int(min(fields.prefetch, 64))) { try batches.fill($0) }
        self.reader = reader
        return reader
    }

    private func openBatches() throws -> RecordBatches {
        try RecordBatches(
            path: fields.source,
            backend: fields.backend,
            transformer: DataTransformer(parameter.transformParam, phase: context.phase),
            batchSize: batchSize,
            random: Philox(seed: context.seed, stream: Philox.stream(named: name))
        )
    }

    /// Gives an error about records the name of this layer.
    private func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as DataError {
            throw error("\(failure)", field: "data_param.source")
        } catch let failure as EngineError where failure.layer == nil {
            throw error(failure.message, field: "data_param.source")
        }
    }
}

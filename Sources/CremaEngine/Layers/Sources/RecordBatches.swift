import CremaData
import CremaProto

/// The batches of a database: its records in the order of their keys, transformed, again and again.
final class RecordBatches {
    private let database: any RecordDatabase
    private let transformer: DataTransformer
    private let batchSize: Int
    private let random: Philox
    private var cursor: any RecordCursor
    /// The number of the next record, counted on past the end of the database.
    private var position = 0

    /// Opens a database.
    ///
    /// Throws where it cannot be read or has no records.
    init(
        path: String,
        backend: DataParameter.DB,
        transformer: DataTransformer,
        batchSize: Int,
        random: Philox
    ) throws {
        database = try DatabaseCatalog.kind(backend).init(path: path)
        cursor = database.cursor()
        self.transformer = transformer
        self.batchSize = batchSize
        self.random = random
    }

    /// The shape of a batch like the first record.
    func firstShape() throws -> Shape {
        let record = try ImageRecord(
            database.cursor().next(),
            place: database.path,
            coding: transformer.coding
        )
        return try shape(of: record)
    }

    /// Begins at that record, counted on past the end of the database.
    func seek(toRecord record: Int) throws {
        cursor = database.cursor()
        try cursor.skip(record)
        position = record
    }

    /// Reads the next batch.
    ///
    /// All its records have one shape once they are transformed; another batch may have another.
    func fill(_ batch: BatchReader.Batch) throws {
        batch.labels.removeAll(keepingCapacity: true)
        for item in 0..<batchSize {
            let source = try cursor.next()
            let record = try ImageRecord(source, place: database.path, coding: transformer.coding)
            let shape = try shape(of: record)
            if item == 0 { begin(batch, shape) }
            guard shape == batch.shape else {
                throw DataError.invalidRecord(
                    place: "\(database.path), record \"\(source.name)\"",
                    reason: "its shape is \(shape.sizeText), but the batch began with "
                        + "\(batch.shape.sizeText); records of many sizes "
                        + "need batch_size: 1 or a crop_size"
                )
            }
            let size = shape.imageCount
            let values = UnsafeMutableBufferPointer(
                start: batch.values.floats + item * size,
                count: size
            )
            // By the number of the record, so that a resumed run draws what the first one would
            // have drawn.
            var draws = random.sequence(iteration: position / batchSize, element: item)
            try transformer.transform(record, into: values, random: &draws)
            batch.labels.append(Float(record.label))
            position += 1
        }
    }

    private func begin(_ batch: BatchReader.Batch, _ shape: Shape) {
        batch.shape = shape
        if batch.values.capacity < shape.count {
            batch.values = Memory.Buffer(capacity: shape.count)
        }
    }

    private func shape(of record: ImageRecord) throws -> Shape {
        let size = try transformer.outputShape(
            channels: record.channels,
            height: record.height,
            width: record.width
        )
        return try Shape(checking: [batchSize, size.channels, size.height, size.width])
    }
}

extension Shape {
    /// The size of one item in words: `3 x 28 x 28`.
    fileprivate var sizeText: String { dims.dropFirst().map(String.init).joined(separator: " x ") }
}

import CremaData
import CremaProto

/// Batches of the records of a database, transformed according to
/// `transform_param`, and their labels.
final class DataLayer: RecordLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Data",
            summary: "Reads images and labels from a database.",
            notes: [
                "Images are planar, channels in the order B, G, R.",
                "`batch_size: 1` lets each image have its own size.",
                "After the last record it starts again with the first.",
                "`rand_skip` and `force_encoded_color` are ignored, as by Caffe.",
            ],
            differences: [.draws],
            field: "data_param",
            moreFields: ["transform_param"],
            usage: "transform_param { scale: 0.00390625 } data_param { source: \"train_lmdb\" "
                + "batch_size: 64 backend: LMDB }",
            bottoms: .exactly(0),
            tops: .between(1, 2)
        )
    }

    private var fields: DataParameter { parameter.dataParam }

    override var batchSize: Int { Int(fields.batchSize) }

    override func openSource() throws -> any RecordSource {
        _ = try positive(fields.batchSize, field: "data_param.batch_size")
        guard !fields.source.isEmpty else {
            throw error("source is missing; it is the folder of a database", field: "data_param")
        }
        return DatabaseRecords(
            try DatabaseCatalog.kind(fields.backend).init(path: fields.source),
            RecordTransform(try transformer(), random, batchSize: batchSize)
        )
    }
}

/// The records of a database in the order of their keys, again and again.
private final class DatabaseRecords: RecordSource {
    private let database: any RecordDatabase
    private let transform: RecordTransform
    private var cursor: any RecordCursor
    /// The number of the record that the cursor comes to next.
    private var nextNumber = 0

    init(_ database: any RecordDatabase, _ transform: RecordTransform) {
        self.database = database
        self.transform = transform
        cursor = database.cursor()
    }

    func record(_ number: Int) throws -> () throws -> Sample {
        if number != nextNumber {
            cursor = database.cursor()
            try cursor.skip(number)
        }
        let read = try cursor.next()
        nextNumber = number + 1
        let (path, transform) = (database.path, transform)
        return {
            let room = DecodingRoom()
            defer { room.leave() }
            let record = try ImageRecord(read, place: path, coding: transform.coding, in: room)
            let place = "\(path), record \"\(read.name)\""
            return try transform.sample(record, number: number, place: place).leaving(room)
        }
    }
}

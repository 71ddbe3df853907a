import CremaData

/// How the images of a data set were dealt over its parts, in JSON, with DIGITS' keys.
struct ParseFolderReply: Encodable, Sendable {
    let name: String
    let status: String
    let labelCount: Int
    let trainCount: Int
    let valCount: Int
    let testCount: Int

    enum CodingKeys: String, CodingKey {
        case name, status
        case labelCount = "label_count"
        case trainCount = "train_count"
        case valCount = "val_count"
        case testCount = "test_count"
    }

    init(_ dataset: Dataset, _ tasks: [DatasetTask]) {
        name = DatasetTask.Step.parse.name
        status = DatasetTask.status(of: .parse, in: tasks)
        let counts = dataset.description.counts
        labelCount = dataset.labels.count
        trainCount = counts.train
        valCount = counts.val
        testCount = counts.test ?? 0
    }
}

/// The database of a part of a data set, in JSON, with DIGITS' keys.
struct CreateDatabaseReply: Encodable, Sendable {
    let name: String
    let status: String
    let entries: Int
    let width: Int
    let height: Int
    let channels: Int
    let backend: String
    let encoding: String
    let compression: String

    enum CodingKeys: String, CodingKey {
        case name, status, entries, backend, encoding, compression
        case width = "image_width"
        case height = "image_height"
        case channels = "image_channels"
    }

    /// Nil if the part has no images.
    init?(_ part: DatasetPart, of dataset: Dataset, _ tasks: [DatasetTask]) {
        let description = dataset.description
        guard dataset.database(of: part) != nil, let count = description.counts[part] else {
            return nil
        }
        name = DatasetTask.Step.database(part).name
        status = DatasetTask.status(of: .database(part), in: tasks)
        entries = count
        (width, height, channels) = (description.width, description.height, description.channels)
        backend = dataset.backend.rawValue
        encoding = (description.encoding ?? .pixels).rawValue
        compression = (description.compression ?? .uncompressed).rawValue
    }
}

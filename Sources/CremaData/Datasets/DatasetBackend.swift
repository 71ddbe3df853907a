import CremaProto

/// In which files a data set keeps its images and their targets.
public enum DatasetBackend: String, Codable, Sendable {
    /// A database of bytes; numbers that are targets have one of their own.
    case lmdb
    /// HDF5 files of floats, from which the mean image is subtracted.
    case hdf5
}

/// Writes the records of a part of a data set in the order of its images.
protocol DatasetRecords {
    /// Adds an image as planar bytes.
    mutating func add(_ planes: [UInt8], of image: LabeledImage) throws(DataError)

    /// Writes what is not written yet.
    mutating func finish() throws(DataError)

    /// Completes the files when the mean of the training images is known.
    func complete(with mean: MeanImage) throws(DataError)
}

/// The databases of a part: one of images, and one of targets if they are numbers.
///
/// The two have the same keys in the same order, as a net reads them side by side.
struct LMDBRecords: DatasetRecords {
    private let format: DatasetBuilder.Format
    private let images: LMDBWriter
    private let targets: LMDBWriter?
    private var count = 0

    init(
        _ part: DatasetPart,
        _ format: DatasetBuilder.Format,
        hasNumbers: Bool,
        in folder: String
    ) throws(DataError) {
        self.format = format
        images = try LMDBWriter(
            path: "\(folder)/\(Dataset.FileName.database(of: part, .lmdb))"
        )
        let path = "\(folder)/\(Dataset.FileName.targetDatabase(of: part))"
        targets = hasNumbers ? try LMDBWriter(path: path) : nil
    }

    mutating func add(_ planes: [UInt8], of image: LabeledImage) throws(DataError) {
        let record = ImageRecord(
            channels: format.channels,
            height: format.height,
            width: format.width,
            values: .bytes(planes),
            target: image.target
        )
        let name = Array("\(zeroPadded(count, 8))_".utf8) + image.name.bytes
        let key = Array(name.prefix(LMDBWriter.maxKeyLength))
        try images.put(key: key, value: record.bytes)
        try targets?.put(key: key, value: ImageRecord(ofTarget: image.target.values).bytes)
        count += 1
    }

    mutating func finish() throws(DataError) {
        try images.finish()
        try targets?.finish()
    }

    /// Nothing is missing: a net subtracts the mean as it reads.
    func complete(with mean: MeanImage) {}
}

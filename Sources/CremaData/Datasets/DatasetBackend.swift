import CremaProto

/// In which files a data set keeps its images and their targets.
public enum DatasetBackend: String, Codable, Sendable {
    /// A database of bytes; numbers that are targets have one of their own.
    case lmdb
    /// HDF5 files of floats, from which the mean image is subtracted.
    case hdf5
}

/// How the files of a data set are compressed.
public enum DatasetCompression: String, Codable, Sendable {
    /// Not at all.
    case uncompressed = "none"
    /// By gzip's method, chunk by chunk.
    case gzip
}

/// An image as a data set keeps it.
struct KeptImage: Sendable {
    /// Its pixels as planar bytes.
    let planes: [UInt8]
    /// The image file that a record holds in place of them, if it is to hold one.
    var file: [UInt8]?
    /// What stands for its pixels before they were resized.
    var content = 0
}

/// Writes the records of a part of a data set in the order of its images.
protocol DatasetRecords {
    /// Adds an image.
    mutating func add(_ kept: KeptImage, of image: LabeledImage) throws(DataError)

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

    mutating func add(_ kept: KeptImage, of image: LabeledImage) throws(DataError) {
        let name = Array("\(zeroPadded(count, 8))_".utf8) + image.name.bytes
        let key = Array(name.prefix(LMDBWriter.maxKeyLength))
        try images.put(key: key, value: datum(kept, image.target))
        try targets?.put(key: key, value: ImageRecord(ofTarget: image.target.values).bytes)
        count += 1
    }

    private func datum(_ kept: KeptImage, _ target: Target) -> [UInt8] {
        let (channels, height, width) = (format.channels, format.height, format.width)
        guard let file = kept.file else {
            return ImageRecord(
                channels: channels,
                height: height,
                width: width,
                values: .bytes(kept.planes),
                target: target
            ).bytes
        }
        return ImageRecord.bytes(
            file: file,
            channels: channels,
            height: height,
            width: width,
            target: target
        )
    }

    mutating func finish() throws(DataError) {
        try images.finish()
        try targets?.finish()
    }

    /// Nothing is missing: a net subtracts the mean as it reads.
    func complete(with mean: MeanImage) {}
}

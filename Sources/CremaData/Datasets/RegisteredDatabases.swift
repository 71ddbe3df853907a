import CremaProto
import FoundationEssentials
import Glibc
import SwiftProtobuf

/// LMDBs that others have filled, as a data set: they stay where they are, and are only read.
///
/// The job's folder gets a link to each under the name of a data set's own database, and what a
/// data set has besides: labels, mean and description.
public struct RegisteredDatabases: Sendable {
    /// Without a file of names, labels up to this one are classes.
    private static let mostNumbers = 10_000

    private let databases: [DatasetPart: String]
    private let names: [String]?

    /// The databases of the parts, and the names of the classes; nil for their numbers.
    public init(_ databases: [DatasetPart: String], names: [String]?) {
        (self.databases, self.names) = (databases, names)
    }

    /// How many records a database has; throws unless it is an LMDB whose first record is an image
    /// as a data set has them.
    ///
    /// An image file in the record is not decoded.
    public static func recordCount(of path: String) throws(DataError) -> Int {
        let database = try LMDB(path: path)
        guard database.count > 0 else { throw empty(path) }
        let first = try database.cursor().next()
        if first.imageFile == nil {
            try DatasetBuilder.Format(ImageRecord(first, place: path)).check()
        }
        return database.count
    }

    /// The names of the classes, if the labels of all images are among them; those are all read.
    public func classNames() throws(DataError) -> [String] {
        var most = 0
        for (_, path) in databases.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let labels = try DatabaseImages(path: path).labelCounts.keys
            try check(labels, in: path)
            most = max(most, labels.max() ?? 0)
        }
        if let names { return names }
        guard most > 0 else {
            throw .invalidDataset(
                .described(
                    "dataset_error.lmdb_one_class",
                    english: "all images have the label 0: there are no classes to tell apart"
                )
            )
        }
        return (0...most).map(String.init)
    }

    /// Makes the data set in a job's folder; every record is read.
    ///
    /// Throws if a record is damaged, if the images differ in size or channels, or if a label has
    /// no name.
    public func register(
        in folder: String,
        observer: any DatasetObserver
    ) throws(DataError) -> Dataset {
        try Dataset.checkAbsence(in: folder)
        try Folder.create(folder)
        let labels = try classNames()
        var surveys: [DatasetPart: Survey] = [:]
        for part in DatasetPart.allCases {
            guard let path = databases[part] else { continue }
            surveys[part] = try Survey(of: path, part, observer)
        }
        guard let train = surveys[.train] else {
            throw .invalidDataset(
                .described("dataset_error.no_training", english: "no images for training")
            )
        }
        try train.format.check()
        for survey in surveys.values { try survey.check(isLike: train) }
        for (part, survey) in surveys {
            try Self.link(survey.path, as: Dataset.databaseName(of: part, .lmdb), in: folder)
        }
        try write(labels, train.mean, in: folder)
        let description = description(of: surveys, like: train, classCount: labels.count)
        let path = "\(folder)/\(Dataset.FileName.description)"
        try AtomicFile.write(path: path, description.json)
        return try Dataset(folder: folder)
    }

    private func write(
        _ labels: [String],
        _ mean: MeanImage,
        in folder: String
    ) throws(DataError) {
        let lines = labels.flatMap { Array("\($0)\n".utf8) }
        try AtomicFile.write(path: "\(folder)/\(Dataset.FileName.labels)", lines)
        try AtomicFile.write(path: "\(folder)/\(Dataset.FileName.mean)", mean.bytes)
        let picture = try mean.picture.png()
        try AtomicFile.write(path: "\(folder)/\(Dataset.FileName.meanPicture)", picture)
    }

    private func description(
        of surveys: [DatasetPart: Survey],
        like train: Survey,
        classCount: Int
    ) -> Dataset.Description {
        func counts(_ part: DatasetPart) -> [Int] {
            (0..<classCount).map { surveys[part]?.labelCounts[$0] ?? 0 }
        }
        func count(_ part: DatasetPart) -> Int { counts(part).reduce(0, +) }
        let hasTest = surveys[.test] != nil
        return Dataset.Description(
            width: train.mean.width,
            height: train.mean.height,
            channels: train.mean.channels,
            resizeMode: .squash,
            counts: .init(
                train: count(.train),
                val: count(.val),
                test: hasTest ? count(.test) : nil
            ),
            classCounts: .init(
                train: counts(.train),
                val: counts(.val),
                test: hasTest ? counts(.test) : nil
            ),
            encoding: train.encoding == .pixels ? nil : train.encoding
        )
    }

    /// Throws if a label is no class.
    private func check(
        _ labels: some Collection<Int>,
        in path: String
    ) throws(DataError) {
        if let label = labels.min(), label < 0 {
            throw .invalidDataset(
                .described(
                    "dataset_error.lmdb_label",
                    english: "\(path) has an image with the label \(label); labels count from 0",
                    ["path": path, "label": "\(label)"]
                )
            )
        }
        guard let label = labels.max(), label >= names?.count ?? Self.mostNumbers else { return }
        guard let names else {
            throw .invalidDataset(
                .described(
                    "dataset_error.lmdb_many",
                    english: "\(path) has an image with the label \(label); name the file with the "
                        + "names of the classes",
                    ["path": path, "label": "\(label)"]
                )
            )
        }
        throw .invalidDataset(
            .described(
                "dataset_error.lmdb_names",
                english: "\(path) has images of class \(label), but there are names of "
                    + "\(names.count) classes only",
                ["path": path, "label": "\(label)", "count": names.count]
            )
        )
    }

    /// Makes a link to a folder, in place of one of an earlier process.
    private static func link(
        _ path: String,
        as name: String,
        in folder: String
    ) throws(DataError) {
        let link = "\(folder)/\(name)"
        try Folder.remove(link)
        let real = path.hasPrefix("/") ? path : "\(Folder.working)/\(path)"
        let result = real.withRawCString { real in link.withRawCString { symlink(real, $0) } }
        guard result == 0 else { throw .lastSystemError("make link", link) }
    }

    fileprivate static func empty(_ path: String) -> DataError {
        .invalidDataset(
            .described(
                "dataset_error.lmdb_empty",
                english: "\(path) has no records",
                ["path": path]
            )
        )
    }
}

/// What is in a database, all of which was read.
private struct Survey {
    let path: String
    let labelCounts: [Int: Int]
    let mean: MeanImage
    let encoding: ImageEncoding

    init(
        of path: String,
        _ part: DatasetPart,
        _ observer: any DatasetObserver
    ) throws(DataError) {
        self.path = path
        let database = try LMDB(path: path)
        guard database.count > 0 else { throw RegisteredDatabases.empty(path) }
        encoding = ImageEncoding(of: try database.cursor().next())
        let task = "Create DB (\(part.rawValue))"
        observer.noted("Reading \(path)")
        observer.progressed(task, 0, of: database.count)
        labelCounts = try DatabaseImages(path: path).labelCounts
        mean = try DatabaseMean.image(of: path) { event in
            if case .note(let line) = event { observer.noted(line) }
        }
        observer.progressed(task, database.count, of: database.count)
    }

    var format: DatasetBuilder.Format {
        .init(width: mean.width, height: mean.height, channels: mean.channels)
    }

    private var extents: String { "\(mean.channels) x \(mean.height) x \(mean.width)" }

    /// Throws if its images have other extents than those for training.
    func check(isLike train: Survey) throws(DataError) {
        guard extents != train.extents else { return }
        throw .invalidDataset(
            .described(
                "dataset_error.lmdb_sizes",
                english: "the images of \(path) are \(extents) (channels x height x width), those "
                    + "for training \(train.extents)",
                ["path": path, "found": extents, "expected": train.extents]
            )
        )
    }
}

extension ImageEncoding {
    /// What a record holds of an image.
    fileprivate init(of record: DatabaseRecord) {
        guard let file = record.imageFile else {
            self = .pixels
            return
        }
        self = ImageFormat(file) == .jpeg ? .jpg : .png
    }
}

extension DatabaseRecord {
    /// The image file that it holds; nil if it holds pixels.
    fileprivate var imageFile: Data? {
        // What is not a Datum is reported where its image is read.
        guard let datum = try? Datum(serializedBytes: value), datum.encoded else { return nil }
        return datum.data
    }
}

extension DatasetBuilder.Format {
    /// The format of a record's image.
    fileprivate init(_ record: ImageRecord) {
        self.init(width: record.width, height: record.height, channels: record.channels)
    }
}

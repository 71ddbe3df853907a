public import CremaData
import CremaProto
import Foundation

/// A data set as models use it: the folder that its job filled.
public struct DatasetFolder: Sendable, Equatable {
    /// The folder, as an absolute path.
    public let path: String
    /// The images' width in pixels.
    public let width: Int
    /// The images' height in pixels.
    public let height: Int
    /// 1 (grey) or 3 (blue, green, red).
    public let channels: Int
    /// How an image comes to that size: `squash`, `crop`, `fill` or `half_crop`.
    public let resizeMode: String
    /// The number of images for training.
    public let trainCount: Int
    /// The number of images for validation.
    public let valCount: Int
    /// What the targets of the images are.
    public let targets: TargetSpace
    /// In which files the images and their targets are.
    public let backend: DatasetBackend

    /// The names of the classes in the order of their numbers, or those of the numbers that are the
    /// targets.
    public var labels: [String] { targets.names }

    /// The database of the training images, or the list of their HDF5 files.
    public var trainDatabase: String { "\(path)/\(Dataset.databaseName(of: .train, backend))" }
    /// That of the validation images; nil if there are none.
    public var valDatabase: String? {
        valCount > 0 ? "\(path)/\(Dataset.databaseName(of: .val, backend))" : nil
    }
    /// The database of the targets of a part; nil where the images' own records have them.
    public func targetDatabase(of part: DatasetPart) -> String? {
        guard !targets.isClasses, backend == .lmdb, part == .train || valDatabase != nil else {
            return nil
        }
        return "\(path)/\(Dataset.targetDatabaseName(of: part))"
    }
    /// The names of the targets, one per line.
    public var labelsFile: String { "\(path)/labels.txt" }
    /// The mean of the training images.
    public var meanFile: String { "\(path)/mean.binaryproto" }

    /// A data set of which everything is known.
    public init(
        path: String,
        width: Int,
        height: Int,
        channels: Int,
        resizeMode: String = "squash",
        trainCount: Int,
        valCount: Int,
        targets: TargetSpace,
        backend: DatasetBackend = .lmdb
    ) {
        self.path = path
        self.width = width
        self.height = height
        self.channels = channels
        self.resizeMode = resizeMode
        self.trainCount = trainCount
        self.valCount = valCount
        self.targets = targets
        self.backend = backend
    }

    /// What `dataset.json` and `labels.txt` say.
    private struct Description: Decodable {
        struct Counts: Decodable {
            var train: Int
            var val: Int?
        }

        var width: Int
        var height: Int
        var channels: Int
        var resizeMode: String?
        var counts: Counts
        /// What there is only where the targets are numbers.
        var valueRanges: [Dataset.Description.Range]?
        /// nil for LMDB.
        var backend: DatasetBackend?
    }

    /// Reads a data set's folder; throws `JobError` where it is not finished or not one.
    public init(path: String) throws {
        let folder = URL(fileURLWithPath: path).standardizedFileURL
        do {
            let json = try Data(contentsOf: folder.appendingPathComponent("dataset.json"))
            let labels = try FileBytes.lines(path: folder.appendingPathComponent("labels.txt").path)
            let description = try JSONDecoder().decode(Description.self, from: json)
            let names = labels.filter { !$0.isEmpty }.map(\.shown)
            self.init(
                path: folder.path,
                width: description.width,
                height: description.height,
                channels: description.channels,
                resizeMode: description.resizeMode ?? "squash",
                trainCount: description.counts.train,
                valCount: description.counts.val ?? 0,
                targets: description.valueRanges == nil ? .classes(names) : .values(names),
                backend: description.backend ?? .lmdb
            )
        } catch {
            let reason =
                (error as? DecodingError)?.phrase ?? .verbatim(error.localizedDescription)
            throw JobError(
                Phrase("job_error.unfinished", ["folder": folder.path, "reason": reason])
            )
        }
        guard width > 0, height > 0, [1, 3].contains(channels), trainCount > 0, !labels.isEmpty
        else {
            throw JobError(Phrase("job_error.no_images", ["folder": folder.path]))
        }
        guard max(width, height) <= DatasetBuilder.maxSide else {
            throw JobError(
                Phrase(
                    "job_error.too_large",
                    [
                        "folder": folder.path, "width": "\(width)", "height": "\(height)",
                        "limit": "\(DatasetBuilder.maxSide)",
                    ]
                )
            )
        }
    }
}

import CremaProto
import FoundationEssentials

/// A data set of images that a job has built in its folder.
public struct Dataset: Sendable, Equatable {
    /// The job's folder.
    public let folder: String
    /// The content of `dataset.json`.
    public let description: Description
    /// The names of the classes, in the order of their numbers, or the names of the numbers that
    /// are the targets.
    public let labels: [String]

    /// The content of `dataset.json`.
    public struct Description: Codable, Sendable, Equatable {
        /// A value for each part.
        public struct Parts<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
            /// For the training part.
            public var train: Value
            /// For the validation part.
            public var val: Value
            /// For the test part; nil if there is none.
            public var test: Value?

            /// The value for a part; nil if there is none.
            public subscript(part: DatasetPart) -> Value? {
                switch part {
                case .train: train
                case .val: val
                case .test: test
                }
            }
        }

        /// The images' width in pixels.
        public var width: Int
        /// The images' height in pixels.
        public var height: Int
        /// 1 (grey) or 3 (blue, green, red).
        public var channels: Int
        /// How the images were resized.
        public var resizeMode: ResizeMode
        /// The number of images.
        public var counts: Parts<Int>
        /// The number of images of each class; nil if the targets are numbers.
        public var classCounts: Parts<[Int]>?
        /// The range in training of each number that is a target; nil if the targets are classes.
        public var valueRanges: [Range]?
        /// In which files the records are; nil for LMDB.
        public var backend: DatasetBackend?
        /// As what kind of image file a record holds its image; nil for plain pixels.
        public var encoding: ImageEncoding?
        /// How HDF5 files are compressed; nil if they are not.
        public var compression: DatasetCompression?

        /// From one number to another.
        public struct Range: Codable, Sendable, Equatable {
            /// The smallest.
            public var min: Float
            /// The largest.
            public var max: Float
        }
    }

    /// Reads a job's folder; throws if it has no finished data set.
    public init(folder: String) throws(DataError) {
        let path = "\(folder)/\(FileName.description)"
        guard Folder.hasFile(path) else {
            throw .invalidFile(
                path: folder,
                reason: "no finished data set: \(FileName.description) is missing"
            )
        }
        let json = try FileBytes.read(path: path)
        do {
            description = try JSONDecoder().decode(Description.self, from: Data(json))
        } catch {
            let reason = (error as? DecodingError)?.phrase.english ?? "it cannot be read"
            throw .invalidFile(path: path, reason: "not the description of a data set: \(reason)")
        }
        labels = try FileBytes.lines(path: "\(folder)/\(FileName.labels)")
        self.folder = folder
    }

    /// Throws if a folder already has a finished data set, which a build would replace.
    public static func checkAbsence(in folder: String) throws(DataError) {
        guard !Folder.hasFile("\(folder)/\(FileName.description)") else {
            throw .invalidDataset(
                .described(
                    "dataset_error.folder_used",
                    english: "\(folder) already has a data set; choose another folder",
                    ["folder": folder]
                )
            )
        }
    }

    /// In which files the images and their targets are.
    public var backend: DatasetBackend { description.backend ?? .lmdb }

    /// The database of a part, or the list of its HDF5 files; nil if the part has no images.
    public func database(of part: DatasetPart) -> String? {
        guard part == .train || description.counts[part] ?? 0 > 0 else { return nil }
        return "\(folder)/\(FileName.database(of: part, backend))"
    }

    /// What kind of target the images have.
    public var targets: TargetSpace {
        description.classCounts == nil ? .values(labels) : .classes(labels)
    }

    /// The database of the targets of a part's images, in their order; nil if the targets are with
    /// the images, as the numbers of classes and all targets in HDF5 files are.
    public func targetDatabase(of part: DatasetPart) -> String? {
        guard !targets.isClasses, backend == .lmdb, database(of: part) != nil else { return nil }
        return "\(folder)/\(FileName.targetDatabase(of: part))"
    }

    /// What the database of a part, or the list of its HDF5 files, is called in its folder.
    public static func databaseName(of part: DatasetPart, _ backend: DatasetBackend) -> String {
        FileName.database(of: part, backend)
    }

    /// What the database of the targets of a part is called in its folder.
    public static func targetDatabaseName(of part: DatasetPart) -> String {
        FileName.targetDatabase(of: part)
    }

    /// The mean of the training images.
    public var meanFile: String { "\(folder)/\(FileName.mean)" }

    /// The file names of a data set in its job's folder.
    enum FileName {
        static let description = "dataset.json"
        static let labels = "labels.txt"

        static func list(of part: DatasetPart) -> String { "\(part.rawValue).txt" }

        static func database(of part: DatasetPart, _ backend: DatasetBackend) -> String {
            switch backend {
            case .lmdb: "\(part.rawValue)_db"
            case .hdf5: "\(part.rawValue)_h5.txt"
            }
        }

        static func targetDatabase(of part: DatasetPart) -> String {
            "\(part.rawValue)_labels_db"
        }

        static let mean = "mean.binaryproto"
        static let meanPicture = "mean.png"
        static let omissions = Omissions.fileName
        static let repetitions = Repetitions.fileName
    }
}

extension Dataset.Description {
    /// The bytes of `dataset.json`.
    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        // Only integers and strings: there is nothing here that JSON cannot represent.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}

import CremaProto

/// A folder of class folders, each with the images of one class, at any depth below it.
///
/// An image is recognised by its file extension or its first bytes; everything else is among the
/// omissions. A seed decides which images go into which part, and their order.
public struct FolderSource: ImageSource {
    /// How the images are divided.
    public struct Options: Sendable {
        /// The share of each class for validation, in percent, if there is no separate folder for
        /// it.
        public var percentValidation = 25.0
        /// A folder of class folders for validation alone.
        public var validationFolder: String?
        /// A class with fewer images is left out.
        public var minPerClass = 2
        /// From a class with more images, this many are drawn at random.
        public var maxPerClass: Int?
        /// The seed of the draw and the order.
        public var seed: UInt64 = 0

        /// DIGITS' defaults: 25 % for validation, at least 2 images per class.
        public init() {}
    }

    /// The classes: the names of their folders, sorted.
    public var targets: TargetSpace { .classes(labels) }
    private var labels: [String] = []
    /// The files and classes that are left out.
    public private(set) var omissions: [Omission] = []
    private var train: [LabeledImage] = []
    private var val: [LabeledImage] = []
    private let folder: String

    /// Lists the folder; throws if it cannot be read, has no images or fewer than two classes, or
    /// if an option is out of range.
    public init(folder: String, _ options: Options = Options()) throws(DataError) {
        try Self.check(options)
        self.folder = folder
        var random = Philox(seed: options.seed, stream: Philox.stream(named: "folder"))
            .sequence(iteration: 0, element: 0)
        var found = 0
        let least = max(1, options.minPerClass)
        for (name, folder) in try classFolders(in: folder) {
            var files = images(below: folder)
            found += files.count
            guard files.count >= least else {
                omit(
                    folder,
                    .smallClass,
                    "class \"\(name)\" is left out: it has \(files.count) images, and "
                        + "the minimum is \(least)",
                    files.count
                )
                continue
            }
            random.shuffle(&files)
            if let most = options.maxPerClass { files = Array(files.prefix(most)) }
            let valCount = Self.validationCount(of: files.count, options)
            val += files[..<valCount].map { LabeledImage(name: $0, target: .label(labels.count)) }
            train += files[valCount...].map { LabeledImage(name: $0, target: .label(labels.count)) }
            labels.append(name)
        }
        try checkClasses(found: found)
        if let path = options.validationFolder { try addValidation(path, options, &random) }
        random.shuffle(&train)
        random.shuffle(&val)
    }

    /// The files of a part, shuffled.
    public func images(of part: DatasetPart) -> [LabeledImage] {
        part == .train ? train : val
    }

    /// Decodes the file at a position in that order.
    public func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        let file = images(of: part)[index].name
        let bytes = try FileBytes.read(path: file, limit: Image.fileLimit)
        return try Image(decoding: bytes, .native, in: room)
    }

    private static func check(_ options: Options) throws(DataError) {
        try DatasetPart.check(validationShare: options.percentValidation)
        if let most = options.maxPerClass, most < max(1, options.minPerClass) {
            let least = max(1, options.minPerClass)
            throw .invalidDataset(
                .described(
                    "dataset_error.most_below_least",
                    english: "at most \(most) images per class is below the minimum, \(least)",
                    ["most": most, "least": least]
                )
            )
        }
    }

    private func checkClasses(found: Int) throws(DataError) {
        guard found > 0 else {
            throw refusal(
                .described(
                    "dataset_error.no_images",
                    english: "no images found in \(folder): it must have a folder for each class, "
                        + "with \(ImageFormat.readNames) files",
                    ["folder": folder, "formats": ImageFormat.readNames]
                )
            )
        }
        guard labels.count >= 2 else {
            let fewer = "\(folder) has images of fewer than 2 categories (\(labels.count))"
            let small = omissions.first { $0.kind == .smallClass }?.reason
            throw refusal(
                .described(
                    small == nil ? "dataset_error.one_class" : "dataset_error.one_large_class",
                    english: "\(fewer): "
                        + (small ?? "each folder directly below it is a category"),
                    ["folder": folder, "count": labels.count]
                )
            )
        }
    }

    /// A refusal of the folder, which names what else was found there.
    private func refusal(_ phrase: Phrase) -> DataError {
        guard !omissions.isEmpty else { return .invalidDataset(phrase) }
        var omitted = Omissions()
        omitted.add(omissions)
        return .invalidDataset(
            .described(
                "dataset_error.with_omitted",
                english: "\(phrase); of what was found, \(omitted.reasons)",
                ["error": phrase, "reasons": omitted.reasons]
            )
        )
    }

    /// The rounded share of a class, at least one of its images, and never all.
    private static func validationCount(of count: Int, _ options: Options) -> Int {
        guard options.validationFolder == nil, options.percentValidation > 0 else { return 0 }
        let share = (Double(count) * options.percentValidation / 100).rounded()
        return min(max(1, Int(share)), count - 1)
    }

    private mutating func addValidation(
        _ folder: String,
        _ options: Options,
        _ random: inout PhiloxSequence
    ) throws(DataError) {
        for (name, folder) in try classFolders(in: folder) {
            var files = images(below: folder)
            guard let label = labels.firstIndex(of: name) else {
                omit(
                    folder,
                    .unknownClass,
                    "class \"\(name)\" is left out: the training images lack it",
                    files.count
                )
                continue
            }
            random.shuffle(&files)
            val += files.prefix(options.maxPerClass ?? files.count)
                .map { LabeledImage(name: $0, target: .label(label)) }
        }
        guard !val.isEmpty else {
            throw .invalidDataset(
                .described(
                    "dataset_error.no_val_images",
                    english: "no images found in \(folder) for validation: its folders must have "
                        + "the same names as those for training",
                    ["folder": folder]
                )
            )
        }
    }

    /// The images of a class; other files are recorded as omitted.
    private mutating func images(below folder: FilePath) -> [FilePath] {
        let images = FolderImages(below: folder)
        omissions += images.omissions
        return images.files
    }

    /// The folders of the classes with their names; files next to them are recorded as omitted.
    private mutating func classFolders(
        in folder: String
    ) throws(DataError) -> [(name: String, folder: FilePath)] {
        var classes: [(name: String, folder: FilePath)] = []
        for name in try Folder.names(in: FilePath(folder)) {
            let path = FilePath(folder).appending(name)
            if name.isHidden {
                omit(path, .hidden, "hidden, as its name begins with a dot")
            } else if Folder.exists(path) {
                classes.append((name.description, path))
            } else if let omission = FolderImages.omission(of: path) {
                omissions.append(omission)
            } else {
                omit(path, .outside, "next to the folders of the classes, so it has no class")
            }
        }
        return classes
    }

    private mutating func omit(
        _ path: FilePath,
        _ kind: Omission.Kind,
        _ reason: String,
        _ count: Int = 1
    ) {
        omissions.append(Omission(path: path, kind: kind, reason: reason, fileCount: count))
    }
}

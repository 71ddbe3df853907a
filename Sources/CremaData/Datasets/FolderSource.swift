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
        /// The share of each class for tests, in percent, if there is no separate folder for them.
        public var percentTest = 0.0
        /// A folder of class folders for validation alone.
        public var validation: PartFolder?
        /// A folder of class folders for tests alone.
        public var test: PartFolder?
        /// A class with fewer images is left out.
        public var minPerClass = 2
        /// From a class with more images, this many are drawn at random.
        public var maxPerClass: Int?
        /// With fewer classes, there is nothing to tell apart.
        public var minClasses = 2
        /// The order of the classes.
        public var classOrder = NameOrder.bytes
        /// The seed of the draw and the order.
        public var seed: UInt64 = 0

        /// DIGITS' defaults: 25 % for validation, at least 2 images per class.
        public init() {}

        /// The share that is drawn for a part, in percent.
        fileprivate func share(of part: DatasetPart) -> Double {
            switch part {
            case .train: 0
            case .val: validation == nil ? percentValidation : 0
            case .test: test == nil ? percentTest : 0
            }
        }

        /// The limits of each folder.
        fileprivate var limits: [(least: Int, most: Int?)] {
            [(minPerClass, maxPerClass)]
                + [validation, test].compactMap { $0 }.map { ($0.minPerClass, $0.maxPerClass) }
        }
    }

    /// A folder of class folders for one part.
    public struct PartFolder: Sendable, Equatable {
        /// The folder.
        public var path: String
        /// A class with fewer images in it is left out of the part.
        public var minPerClass = 2
        /// From a class with more images in it, this many are drawn at random.
        public var maxPerClass: Int?

        /// A folder with DIGITS' default: at least 2 images per class.
        public init(_ path: String) { self.path = path }
    }

    /// The classes: the names of their folders, sorted.
    public var targets: TargetSpace { .classes(labels) }
    private var labels: [String] = []
    /// The files and classes that are left out.
    public private(set) var omissions: [Omission] = []
    private var parts: [DatasetPart: [LabeledImage]] = [:]
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
        for (name, folder) in try classFolders(in: folder, options.classOrder) {
            var files = images(below: folder)
            found += files.count
            guard hasEnough(files.count, name, folder, least: least) else { continue }
            random.shuffle(&files)
            if let most = options.maxPerClass { files = Array(files.prefix(most)) }
            deal(files, options)
            labels.append(name)
        }
        try checkClasses(found: found, least: options.minClasses)
        if let folder = options.validation { try add(folder, to: .val, &random) }
        if let folder = options.test { try add(folder, to: .test, &random) }
        for part in DatasetPart.allCases { random.shuffle(&parts[part, default: []]) }
    }

    /// Deals the files of the next class over the parts: the shares for validation and tests, and
    /// the rest for training.
    private mutating func deal(_ files: [FilePath], _ options: Options) {
        var rest = files[...]
        for part in [DatasetPart.val, .test] {
            let count = Self.count(options.share(of: part), of: files.count, left: rest.count)
            add(rest.prefix(count), of: labels.count, to: part)
            rest = rest.dropFirst(count)
        }
        add(rest, of: labels.count, to: .train)
    }

    private mutating func add(_ files: some Sequence<FilePath>, of label: Int, to part: DatasetPart)
    {
        let images = files.map { LabeledImage(name: $0, target: .label(label)) }
        parts[part, default: []] += images
    }

    /// Whether a class has the minimum of images; one that has not is recorded as omitted.
    private mutating func hasEnough(
        _ count: Int,
        _ name: String,
        _ folder: FilePath,
        least: Int
    ) -> Bool {
        guard count < least else { return true }
        let reason = "class \"\(name)\" is left out: it has \(count) images, and "
        omit(folder, .smallClass, reason + "the minimum is \(least)", count)
        return false
    }

    /// The files of a part, shuffled.
    public func images(of part: DatasetPart) -> [LabeledImage] { parts[part] ?? [] }

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
        try DatasetPart.check(
            validationShare: options.share(of: .val),
            testShare: options.share(of: .test)
        )
        for limits in options.limits {
            let least = max(1, limits.least)
            guard let most = limits.most, most < least else { continue }
            throw .invalidDataset(
                .described(
                    "dataset_error.most_below_least",
                    english: "at most \(most) images per class is below the minimum, \(least)",
                    ["most": most, "least": least]
                )
            )
        }
    }

    private func checkClasses(found: Int, least: Int) throws(DataError) {
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
        guard labels.count >= least else {
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

    /// The rounded share of a class, in percent: at least one of its images, and never all that
    /// are left.
    private static func count(_ percent: Double, of count: Int, left: Int) -> Int {
        guard percent > 0 else { return 0 }
        let share = (Double(count) * percent / 100).rounded()
        return min(max(1, Int(share)), left - 1)
    }

    /// Adds the images of a folder that is for one part alone.
    private mutating func add(
        _ own: PartFolder,
        to part: DatasetPart,
        _ random: inout PhiloxSequence
    ) throws(DataError) {
        for (name, folder) in try classFolders(in: own.path) {
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
            guard hasEnough(files.count, name, folder, least: own.minPerClass) else { continue }
            random.shuffle(&files)
            add(files.prefix(own.maxPerClass ?? files.count), of: label, to: part)
        }
        guard images(of: part).isEmpty else { return }
        let purpose = part == .val ? "for validation" : "for tests"
        throw refusal(
            .described(
                part == .val ? "dataset_error.no_val_images" : "dataset_error.no_test_images",
                english: "no images found in \(own.path) \(purpose): its folders must have "
                    + "the same names as those for training",
                ["folder": own.path]
            )
        )
    }

    /// The images of a class; other files are recorded as omitted.
    private mutating func images(below folder: FilePath) -> [FilePath] {
        let images = FolderImages(below: folder)
        omissions += images.omissions
        return images.files
    }

    /// The folders of the classes with their names; files next to them are recorded as omitted.
    private mutating func classFolders(
        in folder: String,
        _ order: NameOrder = .bytes
    ) throws(DataError) -> [(name: String, folder: FilePath)] {
        var classes: [(name: String, folder: FilePath)] = []
        for name in order.sorted(try Folder.names(in: FilePath(folder))) {
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

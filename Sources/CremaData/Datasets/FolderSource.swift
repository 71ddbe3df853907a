/// A folder of class folders, each with the images of one class, at any depth below it.
///
/// What goes into which part, and the order, is drawn by a seed.
public struct FolderSource: ImageSource {
    /// How the images are dealt.
    public struct Options: Sendable {
        /// The share of each class for validation, in percent, where there is no folder for it.
        public var percentValidation = 25.0
        /// A folder of class folders for validation alone.
        public var validationFolder: String?
        /// A class with fewer images is left out.
        public var minPerClass = 2
        /// Of a class with more images, as many as this are drawn.
        public var maxPerClass: Int?
        /// Decides the drawing and the order.
        public var seed: UInt64 = 0

        /// DIGITS' defaults: 25 % for validation, at least 2 images a class.
        public init() {}
    }

    /// The endings of files that are taken for images.
    public static let extensions = ["png", "jpg", "jpeg", "bmp", "ppm"]

    /// The names of the folders that are classes, sorted.
    public private(set) var labels: [String] = []
    /// The classes and files that are left out, each in a sentence.
    public private(set) var notices: [String] = []
    private var train: [LabeledImage] = []
    private var val: [LabeledImage] = []

    /// Lists the folder; throws where it cannot be read, has no images or fewer than two classes,
    /// or an option is out of its range.
    public init(folder: String, _ options: Options = Options()) throws(DataError) {
        try Self.check(options)
        var random = Philox(seed: options.seed, stream: Philox.stream(named: "folder"))
            .sequence(iteration: 0, element: 0)
        var found = 0
        for name in try Self.classNames(in: folder) {
            var files = try Self.images(below: "\(folder)/\(name)")
            found += files.count
            guard files.count >= max(1, options.minPerClass) else {
                notices.append(
                    "class \"\(name)\" is left out: it has \(files.count) images, "
                        + "at least \(max(1, options.minPerClass)) are asked for"
                )
                continue
            }
            random.shuffle(&files)
            if let most = options.maxPerClass { files = Array(files.prefix(most)) }
            let valCount = Self.validationCount(of: files.count, options)
            add(files[..<valCount], to: \.val, label: labels.count)
            add(files[valCount...], to: \.train, label: labels.count)
            labels.append(name)
        }
        try checkClasses(folder, found: found)
        if let path = options.validationFolder { try addValidation(path, options, &random) }
        random.shuffle(&train)
        random.shuffle(&val)
    }

    /// The files of a part, shuffled.
    public func images(of part: DatasetPart) -> [LabeledImage] {
        part == .train ? train : val
    }

    /// Decodes the file at a place of that order.
    public func image(at index: Int, of part: DatasetPart) throws(DataError) -> Image {
        try Image(path: images(of: part)[index].name, .native)
    }

    private static func check(_ options: Options) throws(DataError) {
        guard (0..<100).contains(options.percentValidation) else {
            throw .invalidDataset(
                reason: "\(options.percentValidation) % for validation; from 0 to below 100 is "
                    + "allowed"
            )
        }
        if let most = options.maxPerClass, most < max(1, options.minPerClass) {
            throw .invalidDataset(
                reason: "at most \(most) images a class is below the least, "
                    + "\(max(1, options.minPerClass))"
            )
        }
    }

    private func checkClasses(_ folder: String, found: Int) throws(DataError) {
        let endings = Self.extensions.joined(separator: ", ")
        guard found > 0 else {
            throw .invalidDataset(
                reason: "no images found in \(folder): it must have a folder for each class, with "
                    + "files that end in \(endings)"
            )
        }
        guard labels.count >= 2 else {
            throw .invalidDataset(
                reason: "\(folder) has images of fewer than 2 categories (\(labels.count)): "
                    + (notices.first ?? "each folder directly below it is a category")
            )
        }
    }

    /// The rounded share of a class, at least one image of it, and never all.
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
        for name in try Self.classNames(in: folder) {
            guard let label = labels.firstIndex(of: name) else {
                notices.append("class \"\(name)\" of \(folder) is left out: it is not in training")
                continue
            }
            var files = try Self.images(below: "\(folder)/\(name)")
            random.shuffle(&files)
            add(files.prefix(options.maxPerClass ?? files.count), to: \.val, label: label)
        }
        guard !val.isEmpty else {
            throw .invalidDataset(
                reason: "no images found in \(folder) for validation: it must have folders of the "
                    + "same names as for training"
            )
        }
    }

    private mutating func add(
        _ files: ArraySlice<String>,
        to part: WritableKeyPath<Self, [LabeledImage]>,
        label: Int
    ) {
        for file in files {
            if file.contains(where: \.isNewline) {
                notices.append("\"\(file)\" is left out: its path has a line break")
            } else {
                self[keyPath: part].append(LabeledImage(name: file, label: label))
            }
        }
    }

    private static func classNames(in folder: String) throws(DataError) -> [String] {
        try Folder.names(in: folder).filter {
            !$0.hasPrefix(".") && Folder.exists("\(folder)/\($0)")
        }
    }

    private static func images(below folder: String) throws(DataError) -> [String] {
        try Folder.files(below: folder).filter { file in
            guard let dot = file.lastIndex(of: ".") else { return false }
            return extensions.contains(file[file.index(after: dot)...].lowercased())
        }
    }
}

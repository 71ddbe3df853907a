import CremaProto

/// The images of lists with the number of a class each, a list for each part, and a file with the
/// names of the classes.
///
/// A line of a list is `path label`. A path is absolute, or relative to a folder.
public struct ClassListSource: ImageSource {
    /// The list of a part.
    public struct PartList: Sendable, Equatable {
        /// The text file.
        public var path: String
        /// The folder that its paths are relative to; its own where it is nil.
        public var folder: String?
        /// What errors call it; its path where it is nil.
        public var name: String?

        /// A list whose paths are relative to a folder.
        public init(_ path: String, below folder: String? = nil, called name: String? = nil) {
            (self.path, self.folder, self.name) = (path, folder, name)
        }

        /// The folder that its paths are relative to.
        public var base: String { folder ?? Folder.parent(of: path) }
    }

    /// How the lists are read.
    public struct Options: Sendable {
        /// The folder that all images must be in; anywhere where it is nil.
        public var root: String?
        /// What errors call the file with the names of the classes; its path where it is nil.
        public var labelsName: String?
        /// Whether the images of each part are shuffled; otherwise they stay in the list's order.
        public var isShuffled = true
        /// The seed of the order.
        public var seed: UInt64 = 0

        /// Images from anywhere, shuffled.
        public init() {}
    }

    /// The classes, by their names.
    public let targets: TargetSpace
    /// None: what cannot be read is found when it is read.
    public let omissions: [Omission] = []
    private var parts: [DatasetPart: [LabeledImage]] = [:]

    /// Reads the lists; throws with the line that is not of that form, whose class has no name, or
    /// whose image is not below the root.
    public init(
        _ lists: [DatasetPart: PartList],
        labels: String,
        _ options: Options = Options()
    ) throws(DataError) {
        let names = try Self.classNames(labels, called: options.labelsName ?? labels)
        targets = .classes(names)
        var random = Philox(seed: options.seed, stream: Philox.stream(named: "list"))
            .sequence(iteration: 0, element: 0)
        for part in DatasetPart.allCases {
            guard let list = lists[part] else { continue }
            var images = try Self.images(of: list, classCount: names.count, root: options.root)
            if options.isShuffled { random.shuffle(&images) }
            parts[part] = images
        }
    }

    /// The names of the classes in the order of their numbers: line by line of a file.
    ///
    /// Throws where there are fewer than two, or one is missing between others.
    public static func classNames(
        _ path: String,
        called name: String
    ) throws(DataError) -> [String] {
        var lines: [String]
        do throws(DataError) { lines = try FileBytes.lines(path: path).map(\.trimmed) } catch {
            throw .invalidFile(path: name, reason: error.reason)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        if let empty = lines.firstIndex(of: "") {
            throw .invalidFile(
                path: "\(name):\(empty + 1)",
                reason: "an empty line; line 1 is the name of class 0, line 2 that of class 1 and "
                    + "so on"
            )
        }
        guard lines.count >= 2 else {
            throw .invalidFile(
                path: name,
                reason: "it names \(lines.count) classes; there must be at least 2, one per line"
            )
        }
        return lines
    }

    /// The images of a list with their full paths.
    public static func images(
        of list: PartList,
        classCount: Int,
        root: String?
    ) throws(DataError) -> [LabeledImage] {
        let name = list.name ?? list.path
        var images: [LabeledImage] = []
        for (index, image) in try ImageList.read(list.path, called: name).enumerated() {
            let place = "\(name):\(index + 1)"
            guard let label = image.target.label, (0..<classCount).contains(label) else {
                let found = image.target.label.map { "\($0)" } ?? "none"
                throw .invalidFile(
                    path: place,
                    reason: "found class \(found); the names of the classes allow 0 to "
                        + "\(classCount - 1)"
                )
            }
            let file = image.name.resolved(in: list.base)
            if let root, !file.leads(below: root) {
                throw .invalidFile(
                    path: place,
                    reason: "\(image.name.description.shown) does not lead below \(root)"
                )
            }
            images.append(LabeledImage(name: file, target: image.target))
        }
        guard images.isEmpty else { return images }
        throw .invalidFile(
            path: name,
            reason: "it has no images; a line is a path, a space and a label, a whole number"
        )
    }

    /// The images of a part, in the order of its database.
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
}

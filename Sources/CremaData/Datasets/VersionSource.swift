import CremaProto

/// The images of a data set that was built before, some of them left out or with another class, and
/// after them more images.
///
/// The images are those of its databases, so they keep their size, their part and their order. More
/// images may be of classes that it lacks, which then come after its own.
public struct VersionSource: ImageSource {
    /// What becomes of images of the earlier data set, by part and position.
    public struct Changes: Sendable, Equatable {
        /// What becomes of one.
        public enum Change: Sendable, Equatable {
            /// It is left out.
            case removed
            /// It has another class.
            case label(Int)
        }

        /// The changes by the positions in each part.
        public private(set) var parts: [DatasetPart: [Int: Change]] = [:]

        /// No changes.
        public init() {}

        /// Reads a list such as `train/5=- val/7=2`: part, position, and the number of the class,
        /// or a minus sign for an image that is left out.
        ///
        /// Nil if it is not of that form.
        public init?(_ text: String) {
            for word in text.split(whereSeparator: \.isWhitespace) {
                let sides = word.split(separator: "=", omittingEmptySubsequences: false)
                guard sides.count == 2, let place = Repetitions.RecordedPlace(sides[0]) else {
                    return nil
                }
                if sides[1] == "-" {
                    parts[place.part, default: [:]][place.index] = .removed
                } else if let label = Int(sides[1]), label >= 0 {
                    parts[place.part, default: [:]][place.index] = .label(label)
                } else {
                    return nil
                }
            }
        }

        /// How many images are left out.
        public var removedCount: Int { all.count { $0 == .removed } }
        /// How many images have another class.
        public var relabelledCount: Int { all.count { $0 != .removed } }
        private var all: [Change] { parts.values.flatMap(\.values) }
    }

    /// The classes of the earlier data set and those that come with more images, or its numbers.
    public let targets: TargetSpace
    /// What was left out of the images that are added.
    public let omissions: [Omission]
    private let stored: [DatasetPart: any StoredImages]
    private let added: (any ImageSource)?
    /// Whether the names of the stored images begin with their number.
    private let hasKeys: Bool
    private var parts: [DatasetPart: [Entry]] = [:]

    /// An image, and where it is.
    private struct Entry: Sendable {
        enum Origin: Sendable {
            /// In the database of its part.
            case stored(Int)
            /// Among the images of its part that are added.
            case added(Int)
        }

        let image: LabeledImage
        let origin: Origin
    }

    /// Reads the names of the images of a data set.
    ///
    /// Throws if it is damaged, if a change is of an image or a class that it lacks, or if images
    /// of classes are added to those of numbers.
    public init(
        of dataset: Dataset,
        _ changes: Changes = Changes(),
        adding added: (any ImageSource)? = nil
    ) throws(DataError) {
        var names = dataset.labels
        if let added {
            guard dataset.targets.isClasses, added.targets.isClasses else {
                throw .invalidDataset(
                    .described(
                        "dataset_error.not_added",
                        english: "folders of classes cannot be added to images with values"
                    )
                )
            }
            names += added.targets.names.filter { !dataset.labels.contains($0) }
        }
        targets = dataset.targets.isClasses ? .classes(names) : .values(names)
        omissions = added?.omissions ?? []
        self.added = added
        hasKeys = dataset.backend == .lmdb
        var stored: [DatasetPart: any StoredImages] = [:]
        for part in DatasetPart.allCases {
            if dataset.database(of: part) != nil { stored[part] = try dataset.images(of: part) }
        }
        self.stored = stored
        for part in DatasetPart.allCases {
            let changes = changes.parts[part] ?? [:]
            parts[part] = try kept(part, changes) + more(part)
        }
    }

    /// The images of a part of the earlier data set, as they are now.
    private func kept(
        _ part: DatasetPart,
        _ changes: [Int: Changes.Change]
    ) throws(DataError) -> [Entry] {
        let stored = stored[part]
        let count = stored?.count(ofClass: nil) ?? 0
        try check(changes, in: part, count: count)
        var entries: [Entry] = []
        for image in try stored?.page(0, size: max(1, count), ofClass: nil) ?? [] {
            var target = image.target
            switch changes[image.index] {
            case .removed: continue
            case .label(let label): target = .label(label)
            case nil: break
            }
            entries.append(
                Entry(
                    image: LabeledImage(name: name(of: image), target: target),
                    origin: .stored(image.index)
                )
            )
        }
        return entries
    }

    /// Throws if a change is of an image or a class that there is not.
    private func check(
        _ changes: [Int: Changes.Change],
        in part: DatasetPart,
        count: Int
    ) throws(DataError) {
        if let index = changes.keys.filter({ $0 >= count }).min() {
            throw .invalidDataset(
                .described(
                    "dataset_error.no_image",
                    english: "there is no image \(index) to be changed (\(part.rawValue)); it has "
                        + "\(count)",
                    ["index": "\(index)", "part": part.rawValue, "count": count]
                )
            )
        }
        for case .label(let label) in changes.values {
            guard !targets.isClasses || label >= targets.names.count else { continue }
            throw .invalidDataset(
                .described(
                    "dataset_error.no_class",
                    english: "there is no class \(label) for an image to have (\(part.rawValue))",
                    ["label": "\(label)", "part": part.rawValue]
                )
            )
        }
    }

    /// The name of an image without the number that its key begins with.
    private func name(of image: StoredImage) -> FilePath {
        let name = FilePath(image.name)
        guard hasKeys else { return name }
        let digits = name.bytes.prefix { (0x30...0x39).contains($0) }
        let isKey = digits.count >= 8 && name.bytes.dropFirst(digits.count).first == 0x5F
        return isKey ? FilePath(bytes: name.bytes.dropFirst(digits.count + 1)) : name
    }

    /// The images of a part that are added, with the classes of all.
    private func more(_ part: DatasetPart) -> [Entry] {
        guard let added else { return [] }
        let labels = added.targets.names.map { targets.names.firstIndex(of: $0) ?? 0 }
        return added.images(of: part).enumerated().map { index, image in
            let target = image.target.label.map { Target.label(labels[$0]) } ?? image.target
            return Entry(
                image: LabeledImage(name: image.name, target: target),
                origin: .added(index)
            )
        }
    }

    /// The images of a part: those of the earlier data set first.
    public func images(of part: DatasetPart) -> [LabeledImage] { (parts[part] ?? []).map(\.image) }

    /// The image at a position in that order.
    public func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        switch parts[part]?[index].origin {
        case .added(let place)?:
            if let added { return try added.image(at: place, of: part, in: room) }
        case .stored(let place)?:
            if let found = try stored[part]?.decoded(at: place) { return found.image }
        case nil: break
        }
        throw .invalidImage(reason: "it is not in its database any more")
    }
}

import CremaProto

/// The images and numbers of a list, or of one for each part.
///
/// What goes into which part, and the order, is drawn by a seed.
public struct ValueListSource: ImageSource {
    /// How the images are found and dealt.
    public struct Options: Sendable {
        /// The folder that paths are relative to; that of the list where it is nil.
        public var folder: String?
        /// The share for validation, in percent, where there is no list for it.
        public var percentValidation = 25.0
        /// A list for validation alone.
        public var validationList: String?
        /// What the numbers are called, in their order; `value1`, `value2` and so
        /// on where it is empty.
        public var names: [String] = []
        /// Decides the drawing and the order.
        public var seed: UInt64 = 0

        /// A quarter for validation, relative to the list's own folder.
        public init() {}
    }

    /// The numbers, by their names.
    public let targets: TargetSpace
    /// None: what cannot be read is found when it is read.
    public let omissions: [Omission] = []
    private var train: [LabeledImage]
    private var val: [LabeledImage]
    private let folders: [DatasetPart: String]

    /// Reads the lists; throws with the line where one is not of that form, or where an
    /// option is out of its range.
    public init(list: String, _ options: Options = Options()) throws(DataError) {
        try DatasetPart.check(validationShare: options.percentValidation)
        let trainList = try ValueList(list, below: options.folder)
        var images = trainList.images
        targets = .values(try Self.names(options.names, count: trainList.valueCount))
        var random = Philox(seed: options.seed, stream: Philox.stream(named: "list"))
            .sequence(iteration: 0, element: 0)
        random.shuffle(&images)
        var folders = [DatasetPart.train: trainList.folder, .val: trainList.folder]
        if let path = options.validationList {
            let count = trainList.valueCount
            let list = try ValueList(path, below: options.folder, valueCount: count)
            (val, folders[.val]) = (list.images, list.folder)
        } else {
            let share = Double(images.count) * options.percentValidation / 100
            val = Array(images.prefix(min(Int(share.rounded()), images.count - 1)))
            images.removeFirst(val.count)
        }
        self.folders = folders
        train = images
    }

    private static func names(_ names: [String], count: Int) throws(DataError) -> [String] {
        guard !names.isEmpty else { return (1...count).map { "value\($0)" } }
        guard names.count == count else {
            let list = names.joined(separator: ", ")
            throw .invalidDataset(
                .described(
                    "dataset_error.names",
                    english: "\(names.count) names (\(list)) for \(count) numbers per image; give "
                        + "one for each",
                    ["names": list, "found": names.count, "count": count]
                )
            )
        }
        return names
    }

    /// The images of a part, shuffled.
    public func images(of part: DatasetPart) -> [LabeledImage] {
        switch part {
        case .train: train
        case .val: val
        case .test: []
        }
    }

    /// Decodes the file at a place of that order.
    public func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        let name = images(of: part)[index].name
        let file = ValueList.file(of: name, in: folders[part] ?? ".")
        let bytes = try FileBytes.read(path: file, limit: Image.fileLimit)
        return try Image(decoding: bytes, .native, in: room)
    }
}

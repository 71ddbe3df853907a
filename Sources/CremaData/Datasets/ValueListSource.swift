import CremaProto

/// A text file with an image on each line, and behind its path the numbers that a
/// net should find in it.
///
/// `path v1 v2 …`: each line has as many numbers as the first one. Paths are relative to a folder
/// and lead below it; they may contain blanks. What goes into which part, and the order, is drawn
/// by a seed.
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
    private let roots: [DatasetPart: ListRoot]

    /// Reads the lists; throws with the line where one is not of that form, or where an
    /// option is out of its range.
    public init(list: String, _ options: Options = Options()) throws(DataError) {
        try DatasetPart.check(validationShare: options.percentValidation)
        let folder = { (list: String) in options.folder ?? Folder.parent(of: list) }
        var images = try ValueList.read(list, below: folder(list))
        let count = images[0].target.values.count
        targets = .values(try Self.names(options.names, count: count))
        var random = Philox(seed: options.seed, stream: Philox.stream(named: "list"))
            .sequence(iteration: 0, element: 0)
        random.shuffle(&images)
        let root = { (list: String) in ListRoot(folder(list) + "/") }
        if let path = options.validationList {
            val = try ValueList.read(path, below: folder(path), valueCount: count)
            roots = [.train: root(list), .val: root(path)]
        } else {
            let share = Double(images.count) * options.percentValidation / 100
            val = Array(images.prefix(min(Int(share.rounded()), images.count - 1)))
            images.removeFirst(val.count)
            roots = [.train: root(list), .val: root(list)]
        }
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
    public func images(of part: DatasetPart) -> [LabeledImage] { part == .train ? train : val }

    /// Decodes the file at a place of that order.
    public func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        let name = images(of: part)[index].name
        let file =
            name.bytes.first == UInt8(ascii: "/") ? name : roots[part]?.path(of: name) ?? name
        let bytes = try FileBytes.read(path: file, limit: Image.fileLimit)
        return try Image(decoding: bytes, .native, in: room)
    }
}

/// Reads lists of images with numbers.
enum ValueList {
    /// The images of a file, in its order, at least one, each with as many numbers as the first
    /// or as the caller says.
    ///
    /// Throws if the file cannot be read, or with the line that is not of that form or whose path
    /// does not lead below the folder.
    static func read(
        _ path: String,
        below folder: String,
        valueCount: Int? = nil
    ) throws(DataError) -> [LabeledImage] {
        var images: [LabeledImage] = []
        for (index, line) in try FileBytes.byteLines(path: path).enumerated() {
            let words = line.split(whereSeparator: \.isSpace)
            guard !words.isEmpty else { continue }
            let count = valueCount ?? images.first?.target.values.count
            guard let image = image(words, line, valueCount: count) else {
                throw .invalidFile(
                    path: "\(path):\(index + 1)",
                    reason: "found \"\(String(decoding: line.prefix(200), as: UTF8.self).shown)\"; "
                        + expectation(count)
                )
            }
            guard image.name.leads(below: folder) else {
                throw .invalidFile(
                    path: "\(path):\(index + 1)",
                    reason:
                        "\(image.name.description.shown) does not lead below \(folder); name the "
                        + "folder that has all images"
                )
            }
            images.append(image)
        }
        guard !images.isEmpty else {
            throw .invalidFile(path: path, reason: "it has no images; \(expectation(valueCount))")
        }
        return images
    }

    private static func expectation(_ count: Int?) -> String {
        switch count {
        case nil: "a line is the path of an image and one or more numbers, separated by spaces"
        case 1: "a line is the path of an image, a space and a number, as in the first line"
        case let count?:
            "a line is the path of an image and \(count) numbers, separated by spaces, as in the "
                + "first line"
        }
    }

    /// The image of a line, whose path ends where its numbers begin.
    private static func image(
        _ words: [ArraySlice<UInt8>],
        _ line: ArraySlice<UInt8>,
        valueCount: Int?
    ) -> LabeledImage? {
        let numbers = words.dropFirst().reversed().prefix { number($0) != nil }
        let count = valueCount ?? numbers.count
        guard count > 0, numbers.count >= count else { return nil }
        let values = words.suffix(count)
        guard let first = words.first, let last = values.first else { return nil }
        let name = line[first.startIndex..<last.startIndex]
        let end = name.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? name.startIndex
        return LabeledImage(
            name: FilePath(bytes: name[..<end]),
            target: .vector(values.compactMap(number))
        )
    }

    private static func number(_ word: ArraySlice<UInt8>) -> Float? {
        Float(String(decoding: word, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension FilePath {
    /// Whether a path, relative to a folder or absolute, leads to something below the folder by its
    /// words alone: who makes a list may not be allowed to read the whole machine.
    fileprivate func leads(below folder: String) -> Bool {
        let slash = UInt8(ascii: "/")
        let isBelow = bytes.first != slash || bytes.starts(with: "\(folder)/".rawBytes)
        return isBelow && !bytes.split(separator: slash).contains { Array($0) == Array("..".utf8) }
    }
}

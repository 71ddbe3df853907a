public import CremaProto

/// Images that are in a data set more than once, found by their pixels.
///
/// What occurs in two parts makes a model look better than it is: it is measured on images that it
/// has learned.
public struct Repetitions: Sendable {
    /// An image of a part.
    fileprivate struct Place: Sendable {
        let part: DatasetPart
        let image: LabeledImage
        /// Its position in the part.
        let index: Int
    }

    /// An image that is in a data set twice, by its places.
    public struct Pair: Sendable, Equatable {
        /// Where it is first.
        public let first: RecordedPlace
        /// Where it is again.
        public let again: RecordedPlace
    }

    /// A place of an image, as the list has it: `train/5`.
    public struct RecordedPlace: Sendable, Equatable {
        /// The part.
        public let part: DatasetPart
        /// The position in the part, from 0.
        public let index: Int
    }

    /// The name of the file in the data set's folder that lists them.
    public static let fileName = "repeated.txt"

    /// The first image with some pixels, by a number that stands for them.
    private var first: [Int: Place] = [:]
    private var pairs: [(first: Place, again: Place)] = []

    /// Adds an image with the number that stands for its pixels.
    mutating func add(
        _ image: LabeledImage,
        _ content: Int,
        in part: DatasetPart,
        at index: Int
    ) {
        let place = Place(part: part, image: image, index: index)
        guard let before = first[content] else {
            first[content] = place
            return
        }
        pairs.append((before, place))
    }

    var isEmpty: Bool { pairs.isEmpty }

    /// How many images occur in another part as well.
    private var sharedCount: Int { pairs.count { $0.first.part != $0.again.part } }
    /// How many have another target the second time.
    private var contradictoryCount: Int {
        pairs.count { $0.first.image.target != $0.again.image.target }
    }

    /// Whether the data set measures less, or teaches something else, than it seems to.
    public var isHarmful: Bool { sharedCount > 0 || contradictoryCount > 0 }

    /// For example "12 images occur more than once".
    public var title: Phrase {
        .described(
            "repeated.title",
            english: pairs.count == 1
                ? "1 image occurs more than once" : "\(pairs.count) images occur more than once",
            ["count": pairs.count]
        )
    }

    /// Where they occur, for example "5 repeat an image of another part; 7 repeat one of the same
    /// part.".
    public var summary: Phrase {
        let counts = [
            ("repeated.other_part", "an image of another part", sharedCount),
            ("repeated.same_part", "an image of the same part", pairs.count - sharedCount),
            ("repeated.other_target", "an image with another label", contradictoryCount),
        ]
        let parts = counts.filter { $0.2 > 0 }.map { key, what, count in
            Phrase.described(
                key,
                english: "\(count) \(count == 1 ? "repeats" : "repeat") \(what)",
                ["count": count]
            )
        }
        guard let start = parts.first else { return .verbatim("") }
        let list = parts.dropFirst().reduce(start) {
            .described("omitted.list", english: "\($0); \($1)", ["first": $0, "second": $1])
        }
        return .described("omitted.summary", english: "\(list).", ["reasons": list])
    }

    /// One line for each, with tabs between: part and path of the first, part and path of the
    /// other, and the places of both.
    var list: [UInt8] {
        pairs.flatMap { pair in
            pair.first.words + [UInt8(ascii: "\t")] + pair.again.words
                + Array("\t\(pair.first.text)\t\(pair.again.text)\n".utf8)
        }
    }

    /// The images that are listed in the folder of a data set.
    ///
    /// None where there is no list, or one without places.
    public static func pairs(listedIn folder: String) throws(DataError) -> [Pair] {
        let path = "\(folder)/\(fileName)"
        guard Folder.hasFile(path) else { return [] }
        return try FileBytes.lines(path: path).compactMap { line in
            let words = line.split(separator: "\t").suffix(2).map(String.init)
            guard words.count == 2, let first = RecordedPlace(words[0]),
                let again = RecordedPlace(words[1])
            else { return nil }
            return Pair(first: first, again: again)
        }
    }
}

extension Repetitions.RecordedPlace {
    /// The place that a text such as `train/5` names; nil where it names none.
    init?(_ text: some StringProtocol) {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, let part = DatasetPart(rawValue: String(sides[0])),
            let index = Int(sides[1]), index >= 0
        else { return nil }
        self.init(part: part, index: index)
    }

    /// As a list of changes has it: `train/5`.
    public var text: String { "\(part.rawValue)/\(index)" }
}

extension Repetitions.Place {
    fileprivate var words: [UInt8] { Array("\(part.rawValue) ".utf8) + image.name.bytes }
    fileprivate var text: String { "\(part.rawValue)/\(index)" }
}

extension Image {
    /// A number that stands for the pixels: in one run of the program the same for the same image,
    /// and hardly ever for another.
    var contentNumber: Int {
        var hasher = Hasher()
        hasher.combine(width)
        hasher.combine(channels)
        pixels.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}

import CremaProto

/// The file of a `WindowData` layer: images, and the windows of each with their class and overlap.
///
/// For each image `# index`, path, channels, height, width, the number of windows, and for each
/// window class, overlap, x1, y1, x2, y2: words parted by any white space. Indices count from 0.
public struct WindowFile: Sendable {
    /// An image with windows.
    public struct Picture: Sendable, Equatable {
        /// As it is in the file.
        public let path: FilePath
        /// 1 (grey) or 3 (blue, green, red).
        public let channels: Int
    }

    /// A part of an image; both corners belong to it.
    public struct Window: Sendable, Equatable {
        /// The number of its image.
        public let picture: Int
        /// The number of its class; 0 is the background.
        public let label: Int
        /// How much of an object it covers, from 0 to 1.
        public let overlap: Float
        /// The left edge.
        public let x1: Int
        /// The upper edge.
        public let y1: Int
        /// The right edge.
        public let x2: Int
        /// The lower edge.
        public let y2: Int
        /// Its line in the file.
        public let line: Int
    }

    /// The images.
    public let pictures: [Picture]
    /// The windows of all images, in the order of the file.
    public let windows: [Window]

    /// Reads a file; throws with the line where it is not of that form.
    public init(path: String) throws(DataError) {
        var words = Words(path, Array(try FileBytes.text(path: path)))
        var pictures: [Picture] = []
        var windows: [Window] = []
        while words.hasMore() {
            try words.expect("#")
            let index = try words.number("the number of an image", 0...Int(Int32.max))
            guard index == pictures.count else {
                throw words.error("found image \(index), but the next one is \(pictures.count)")
            }
            let name = try words.nextPath("the path of an image")
            let channels = try words.number("channels", 1...3)
            guard channels != 2, channels == pictures.first?.channels ?? channels else {
                throw words.error(
                    "found \(channels) channels; allowed: 1 or 3, the same for every image"
                )
            }
            _ = try words.number("the height of an image", 1...Int(Int32.max))
            _ = try words.number("the width of an image", 1...Int(Int32.max))
            pictures.append(Picture(path: name, channels: channels))
            for _ in 0..<(try words.number("the number of windows", 0...Int(Int32.max))) {
                windows.append(try words.window(of: index))
            }
        }
        guard !pictures.isEmpty else { throw words.error("the file has no images") }
        self.pictures = pictures
        self.windows = windows
    }
}

/// The words of a file, and the line of the last one.
private struct Words {
    private let path: String
    private let bytes: [UInt8]
    private var place = 0
    private(set) var line = 1

    init(_ path: String, _ bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Whether another word follows.
    mutating func hasMore() -> Bool {
        skipSpace()
        return place < bytes.count
    }

    func error(_ reason: String) -> DataError {
        .invalidFile(path: "\(path):\(line)", reason: reason)
    }

    /// The next word, which is `meaning`.
    mutating func next(_ meaning: String) throws(DataError) -> String {
        try nextPath(meaning).description
    }

    /// The next word as the bytes that it is.
    mutating func nextPath(_ meaning: String) throws(DataError) -> FilePath {
        guard hasMore() else { throw error("the file ends where \(meaning) is expected") }
        let start = place
        while place < bytes.count, !bytes[place].isSpace { place += 1 }
        return FilePath(bytes: bytes[start..<place])
    }

    mutating func expect(_ word: String) throws(DataError) {
        let found = try next("\"\(word)\"")
        guard found == word else {
            throw error("found \"\(shown(found))\" where \"\(word)\" begins an image")
        }
    }

    mutating func number(
        _ meaning: String,
        _ range: ClosedRange<Int>
    ) throws(DataError) -> Int {
        let word = try next(meaning)
        guard let value = Int(word), range.contains(value) else {
            throw error(
                "\(meaning) must be a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound), found \"\(shown(word))\""
            )
        }
        return value
    }

    mutating func window(of picture: Int) throws(DataError) -> WindowFile.Window {
        // Coordinates may lie outside of the image; context is added to them.
        let edge = -100_000_000...100_000_000
        let label = try number("the class of a window", Int(Int32.min)...Int(Int32.max))
        let word = try next("the overlap of a window")
        guard let overlap = Float(word), overlap.isFinite else {
            throw error("the overlap of a window must be a number, found \"\(shown(word))\"")
        }
        let window = try WindowFile.Window(
            picture: picture,
            label: label,
            overlap: overlap,
            x1: number("x1", edge),
            y1: number("y1", edge),
            x2: number("x2", edge),
            y2: number("y2", edge),
            line: line
        )
        guard window.x1 <= window.x2, window.y1 <= window.y2 else {
            throw error(
                "the window from (\(window.x1), \(window.y1)) to (\(window.x2), \(window.y2)) "
                    + "is empty; x1 <= x2 and y1 <= y2"
            )
        }
        return window
    }

    /// A word for a message, shortened: in a file that is not text a word may never end.
    private func shown(_ word: String) -> String {
        word.count > 40 ? "\(word.prefix(40))…" : word
    }

    private mutating func skipSpace() {
        while place < bytes.count, bytes[place].isSpace {
            if bytes[place] == UInt8(ascii: "\n") { line += 1 }
            place += 1
        }
    }
}

/// A text file with a path and a label on each line.
public enum ImageList {
    /// The images of a file, in its order.
    ///
    /// The label follows the last blank, a space or a tab, so that paths may contain
    /// spaces; blanks at the end of a line and empty lines at the end of the file say nothing. A
    /// path is any bytes, UTF-8 or not. Throws where the file cannot be read,
    /// or a line has no label; errors call the file by its path, unless it has a name.
    public static func read(
        _ path: String,
        called name: String? = nil
    ) throws(DataError) -> [LabeledImage] {
        var lines: [ArraySlice<UInt8>]
        do throws(DataError) {
            lines = try FileBytes.byteLines(path: path).map(withoutBlanksAtItsEnd)
        } catch {
            throw name.map { DataError.invalidFile(path: $0, reason: error.reason) } ?? error
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        var images: [LabeledImage] = []
        images.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            guard let image = image(line) else {
                let found = String(decoding: line.prefix(200), as: UTF8.self)
                throw .invalidFile(
                    path: "\(name ?? path):\(index + 1)",
                    reason:
                        "found \"\(found)\"; a line is a path, a space and a label, a whole number"
                )
            }
            images.append(image)
        }
        return images
    }

    private static func image(_ line: ArraySlice<UInt8>) -> LabeledImage? {
        guard let blank = line.lastIndex(where: \.isSpace),
            let label = wholeNumber(String(decoding: line[(blank + 1)...], as: UTF8.self))
        else { return nil }
        let name = withoutBlanksAtItsEnd(line[..<blank])
        return name.isEmpty ? nil : LabeledImage(name: FilePath(bytes: name), target: .label(label))
    }

    private static func withoutBlanksAtItsEnd(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line[..<(line.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? line.startIndex)]
    }

    /// The number that a text is, `3` or `3.0`; nil for `0.5`, which a class cannot be.
    private static func wholeNumber(_ text: String) -> Int? {
        (Int32(text) ?? Double(text).flatMap(Int32.init(exactly:))).map(Int.init)
    }
}

/// The prefix of the names of a list: Caffe's `root_folder`.
public struct ListRoot: Sendable {
    private let root: String
    /// The root with a slash at its end, where it names a folder and lacks one.
    private let folder: String?

    /// The root as it is written.
    public init(_ root: String) {
        self.root = root
        let lacksSlash = !root.isEmpty && !root.hasSuffix("/") && Folder.exists(root)
        folder = lacksSlash ? root + "/" : nil
    }

    /// The file of a name: the root and the name put together as they are, which Caffe does; where
    /// there is no such file, and the root is a folder without its slash, the file in that folder.
    public func path(of name: FilePath) -> FilePath {
        let plain = root + name
        guard let folder, !Folder.hasFile(plain) else { return plain }
        return folder + name
    }
}

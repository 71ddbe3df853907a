/// A text file with a path and a label on each line.
public enum ImageList {
    /// The images of a file, in its order.
    ///
    /// The label stands behind the last space, so that paths may contain spaces; empty lines at the
    /// end say nothing. Throws where the file cannot be read, or a line has no label.
    public static func read(_ path: String) throws(DataError) -> [LabeledImage] {
        var images: [LabeledImage] = []
        var lines = try FileBytes.lines(path: path)
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count > 1, let label = words.last.flatMap(Self.wholeNumber) else {
                throw .invalidFile(
                    path: "\(path):\(index + 1)",
                    reason:
                        "found \"\(line.prefix(200))\"; a line is a path, a space and a label, a whole number"
                )
            }
            images.append(
                LabeledImage(name: words.dropLast().joined(separator: " "), label: label)
            )
        }
        return images
    }

    /// The number that a text is, `3` or `3.0`; nil for `0.5`, which a class cannot be.
    private static func wholeNumber(_ text: Substring) -> Int? {
        (Int32(text) ?? Double(text).flatMap(Int32.init(exactly:))).map(Int.init)
    }
}

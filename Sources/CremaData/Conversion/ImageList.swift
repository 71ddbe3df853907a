/// A text file with a path and a label on each line.
public enum ImageList {
    /// The images of a file, in its order.
    ///
    /// The label stands behind the last space, so that paths may contain spaces. Throws where the
    /// file cannot be read, or a line has no label.
    public static func read(_ path: String) throws(DataError) -> [LabeledImage] {
        var images: [LabeledImage] = []
        for (index, line) in try FileBytes.lines(path: path).enumerated() {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count > 1, let label = words.last.flatMap(Self.leadingInteger) else {
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

    /// The whole number that a text begins with, as C's `atoi` reads it, or nil.
    private static func leadingInteger(_ text: Substring) -> Int? {
        let sign = text.prefix { $0 == "-" || $0 == "+" }
        let digits = text.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
        return Int32(sign + digits).map(Int.init)
    }
}

/// Files that are not what their names say: what downloads, archives and Git leave in their place.
public enum ForeignFile {
    /// How many of a file's first bytes identify it.
    public static let headSize = 512

    /// What a reader expects of a file.
    public enum Content: Sendable { case numbers, text, image }

    /// What a file is instead, in words with a remedy; nil where its first bytes say nothing.
    public static func reason(
        of head: some Collection<UInt8>,
        expecting content: Content = .numbers
    ) -> String? {
        let head = Array(head.prefix(headSize))
        if let reason = pointer(head) ?? page(head) ?? archive(head) { return reason }
        return switch content {
        case .numbers: text(head) ?? binary(head)
        case .text: encoding(head) ?? binary(head)
        case .image: nil
        }
    }

    private static func pointer(_ head: [UInt8]) -> String? {
        let text = String(decoding: head, as: UTF8.self)
        if text.hasPrefix("version https://git-lfs.github.com/spec/")
            || text.hasPrefix("version https://hawser.github.com/spec/")
        {
            let size = text.split(separator: "\n").first { $0.hasPrefix("size ") }?.dropFirst(5)
            let bytes = size.flatMap { Int($0) }.map { ", which has \($0) bytes" } ?? ""
            return "is a Git LFS pointer, not the file\(bytes): run git lfs pull"
        }
        let isShort = head.count < headSize
        if isShort, text.hasPrefix("/annex/objects/") || text.contains(".git/annex/objects/") {
            return "is a git-annex pointer, not the file: run git annex get"
        }
        return nil
    }

    /// Pages begin with blanks and a mark of UTF-8 at times.
    private static func page(_ head: [UInt8]) -> String? {
        let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
        let text = String(decoding: start, as: UTF8.self).lowercased()
        let mark = text.drop(while: \.isWhitespace)
        if ["<!doctype html", "<html", "<head", "<script", "<!--"].contains(where: mark.hasPrefix) {
            return "is an HTML page (a download that failed?): download the file again"
        }
        if mark.hasPrefix("<?xml") {
            return text.contains("<html") || text.contains("<error")
                ? "is a server's answer in XML (a download that failed?): download the file again"
                : "is an XML document"
        }
        return nil
    }

    private static let archives: [(magic: [UInt8], name: String, remedy: String)] = [
        ([0x1F, 0x8B], "a gzip archive", "unpack it first, by gunzip or tar xzf"),
        (Array("PK\u{3}\u{4}".utf8), "a zip archive", "unpack it first, by unzip"),
        (Array("BZh".utf8), "a bzip2 archive", "unpack it first, by bunzip2 or tar xjf"),
        (
            [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz archive",
            "unpack it first, with unxz or tar xJf"
        ),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive", "unpack it first, by unzstd"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "unpack it first"),
        (Array("Rar!\u{1A}\u{7}".utf8), "a rar archive", "unpack it first"),
    ]

    private static func archive(_ head: [UInt8]) -> String? {
        if head.count >= 262, head[257..<262].elementsEqual("ustar".utf8) {
            return "is a tar archive: unpack it first, with tar xf"
        }
        return archives.first { head.starts(with: $0.magic) }
            .map { "is \($0.name): \($0.remedy)" }
    }

    /// Text in 16 or 32 bits per letter, by its mark or by the zeros next to its first letters.
    private static func encoding(_ head: [UInt8]) -> String? {
        let zeros = head.prefix(4).map { $0 == 0 }
        let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0, 0, 0xFE, 0xFF]]
        let hasZeros = [
            [false, true, false, true], [true, false, true, false], [false, true, true, true],
            [true, true, true, false],
        ].contains(zeros)
        guard hasZeros || marks.contains(where: head.starts(with:)) else { return nil }
        let isWide =
            head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: marks[2])
            || zeros.count { $0 } == 3
        return "is text in \(isWide ? "UTF-32" : "UTF-16"), where UTF-8 is expected: "
            + "save it as UTF-8, or run iconv -f \(isWide ? "UTF-32" : "UTF-16") -t UTF-8"
    }

    private static let binaries: [(magic: [UInt8], name: String)] = [
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        (Array("GIF8".utf8), "a GIF image"), (Array("%PDF-".utf8), "a PDF document"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program or a library"),
        ([0x93] + Array("NUMPY".utf8), "an array as NumPy saves it (.npy)"),
        ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
        ([0x80, 2, 0x7D], "a pickle of Python"), ([0x80, 4, 0x95], "a pickle of Python"),
        ([0x80, 2, 0x8A, 0x0A], "a file of weights of PyTorch"),
    ]

    private static func binary(_ head: [UInt8]) -> String? {
        binaries.first { head.starts(with: $0.magic) }.map { "is \($0.name)" }
    }

    /// Where numbers are expected: the text of a net or a solver.
    private static func text(_ head: [UInt8]) -> String? {
        let line = String(decoding: head, as: UTF8.self).drop(while: \.isWhitespace)
        let starts = ["name:", "layer {", "layer{", "layers {", "layers{", "net:", "input:", "#"]
        let isText = head.allSatisfy { $0 >= 0x20 || (0x09...0x0D).contains($0) }
        return isText && starts.contains(where: line.hasPrefix) ? "is a prototxt, a text" : nil
    }
}

import CremaProto

/// A text file with an image on each line, and behind its path the numbers that a net should find
/// in it.
///
/// `path v1 v2 …`: each line has as many numbers as the first one. Paths are relative to a folder
/// and lead below it; they may contain blanks, but a number is never their last word.
public struct ValueList: Sendable {
    /// The images in the order of the file, at least one.
    public let images: [LabeledImage]
    /// The folder that paths are relative to.
    public let folder: String

    /// How many numbers each image has.
    public var valueCount: Int { images[0].target.values.count }

    /// Reads a list whose paths are relative to a folder, or to its own where that is nil; each
    /// line has as many numbers as the caller says, or as the first one.
    ///
    /// Throws if the file cannot be read, or with the line that is not of that form or whose path
    /// does not lead below the folder. Errors call the file by its path, unless it has a name.
    public init(
        _ path: String,
        below folder: String? = nil,
        valueCount: Int? = nil,
        called name: String? = nil
    ) throws(DataError) {
        let folder = folder ?? Folder.parent(of: path)
        let lines: [ArraySlice<UInt8>]
        do throws(DataError) {
            lines = try FileBytes.byteLines(path: path)
        } catch {
            throw name.map { DataError.invalidFile(path: $0, reason: error.reason) } ?? error
        }
        let reader = Reader(name: name ?? path, folder: folder, valueCount: valueCount)
        self.images = try reader.images(in: lines)
        self.folder = folder
    }

    /// The file of an image.
    func file(of name: FilePath) -> FilePath { Self.file(of: name, in: folder) }

    static func file(of name: FilePath, in folder: String) -> FilePath {
        name.resolved(in: folder)
    }

    /// Whether the file of any image is there.
    public var hasAnyFile: Bool { images.contains { Folder.hasFile(file(of: $0.name)) } }
}

/// Reads the lines of a list.
private struct Reader {
    /// What errors call the list.
    let name: String
    let folder: String
    let valueCount: Int?

    func images(in lines: [ArraySlice<UInt8>]) throws(DataError) -> [LabeledImage] {
        var images: [LabeledImage] = []
        for (index, line) in lines.enumerated() where line.contains(where: { !$0.isSpace }) {
            let place = "\(name):\(index + 1)"
            let count = valueCount ?? images.first?.target.values.count
            guard let image = image(line, valueCount: count) else {
                let found = String(raw: line.prefix(200)).shown
                throw .invalidFile(
                    path: place,
                    reason: "found \"\(found)\"; \(Self.expectation(count))"
                )
            }
            guard image.name.leads(below: folder) else {
                throw .invalidFile(
                    path: place,
                    reason: "\(image.name.description.shown) does not lead below \(folder); name "
                        + "the folder that has all images"
                )
            }
            images.append(image)
        }
        guard !images.isEmpty else {
            throw .invalidFile(
                path: name,
                reason: "it has no images; \(Self.expectation(valueCount))"
            )
        }
        return images
    }

    private static func expectation(_ count: Int?) -> String {
        switch count {
        case nil:
            "a line is the path of an image and one or more finite numbers, separated by spaces"
        case 1:
            "a line is the path of an image, a space and a finite number, as in the first line"
        case let count?:
            "a line is the path of an image and \(count) finite numbers, separated by spaces, as "
                + "in the first line"
        }
    }

    /// The image of a line, whose path ends where its numbers begin.
    private func image(_ line: ArraySlice<UInt8>, valueCount: Int?) -> LabeledImage? {
        let words = line.split(whereSeparator: \.isSpace)
        let numbers = words.dropFirst().reversed().prefix { number($0) != nil }
        let values = numbers.reversed().compactMap(number).filter(\.isFinite)
        guard let first = words.first, let last = numbers.last,
            values.count == valueCount ?? numbers.count, values.count == numbers.count
        else { return nil }
        let name = line[first.startIndex..<last.startIndex]
        let end = name.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? name.startIndex
        return LabeledImage(name: FilePath(bytes: name[..<end]), target: .vector(values))
    }

    private func number(_ word: ArraySlice<UInt8>) -> Float? {
        Float(String(decoding: word, as: UTF8.self))
    }
}

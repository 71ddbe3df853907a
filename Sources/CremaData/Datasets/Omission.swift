public import CremaProto

/// A file or class that was found with the images of a data set but is not in it.
public struct Omission: Sendable, Equatable {
    /// The reason, in the order of a summary.
    public enum Kind: String, Sendable, CaseIterable {
        /// Named like an image, but not one.
        case noImage
        /// An image whose bytes make no sense, or end too early.
        case damaged
        /// An image with more pixels or bytes than are decoded.
        case tooLarge
        /// A file or folder that may not be read.
        case unreadable
        /// An image of an unsupported kind, such as SVG or HEIC.
        case otherKind
        /// A class with too few images.
        case smallClass
        /// A class of the validation images that the training images lack.
        case unknownClass
        /// An image next to the folders of the classes.
        case outside
        /// A name that no list can hold.
        case unusableName
        /// Not an image, by its name or by its bytes.
        case otherFile
        /// Hidden, as its name begins with a dot.
        case hidden
    }

    /// The file or folder.
    public let path: FilePath
    /// The kind of reason.
    public let kind: Kind
    /// The reason, in words.
    public let reason: String
    /// How many files it covers.
    public var fileCount = 1

    /// The same, with a path that leads from a folder.
    public func named(below folder: String) -> Omission {
        Omission(
            path: path.shortened(from: folder),
            kind: kind,
            reason: reason,
            fileCount: fileCount
        )
    }

    /// Whether it is an image, or was meant to be one, that the data set lacks.
    public var isLoss: Bool { kind != .otherFile && kind != .hidden }
}

extension Omission {
    /// The omission of an image that could not be decoded; rethrows an error that would hit every
    /// image.
    init(of path: FilePath, because error: DataError) throws(DataError) {
        switch error {
        case .invalidImage(_, .noReader): throw error
        case .invalidImage(let reason, let fault):
            let kind: Kind =
                switch fault {
                case .noImage: .noImage
                case .otherKind: .otherKind
                case .tooLarge: .tooLarge
                case .damaged, .noReader: .damaged
                }
            self.init(path: path, kind: kind, reason: reason)
        case .system(_, _, let reason): self.init(path: path, kind: .unreadable, reason: reason)
        case .invalidFile(_, let reason): self.init(path: path, kind: .tooLarge, reason: reason)
        default: self.init(path: path, kind: .damaged, reason: error.description)
        }
    }
}

/// The omissions of a data set, as a sentence and as a list.
public struct Omissions: Sendable {
    /// How much of a data set is lost.
    public enum Loss: Sendable {
        /// No image.
        case nothing
        /// Some images, or a class.
        case some
        /// A tenth of the images, or more.
        case much
    }

    /// The name of the file in the data set's folder that lists them.
    public static let fileName = "skipped.txt"

    private(set) var all: [Omission] = []
    /// Images that are in the data set.
    var keptCount = 0

    mutating func add(_ omission: Omission) { all.append(omission) }
    mutating func add(_ omissions: [Omission]) { all += omissions }

    var isEmpty: Bool { all.isEmpty }
    /// Images that are lost.
    private var lossCount: Int { all.filter(\.isLoss).reduce(0) { $0 + $1.fileCount } }

    /// How much of the data set is lost.
    public var loss: Loss {
        let lost = lossCount
        let hasLoss = all.contains(where: \.isLoss)
        if lost > 0, lost * 9 >= keptCount { return .much }
        return hasLoss ? .some : .nothing
    }

    /// For example "600 of 620 images skipped".
    public var title: Phrase {
        let lost = lossCount
        if lost > 0 {
            return .described(
                "omitted.images",
                english: "\(lost) of \(lost + keptCount) images skipped",
                ["lost": lost, "all": lost + keptCount]
            )
        }
        return all.contains(where: \.isLoss)
            ? .described("omitted.class", english: "A class left out")
            : .described("omitted.others", english: "Other files skipped")
    }

    /// How many were skipped for which reason, for example "580 are not images; 20 are damaged.".
    public var summary: Phrase {
        .described("omitted.summary", english: "\(reasons).", ["reasons": reasons])
    }

    /// The same without the full stop.
    public var reasons: Phrase {
        let parts = Omission.Kind.allCases.compactMap { kind -> Phrase? in
            let found = all.filter { $0.kind == kind }
            guard !found.isEmpty else { return nil }
            let files = found.reduce(0) { $0 + $1.fileCount }
            return .described(
                "omitted.\(kind.rawValue)",
                english: words(kind, places: found.count, files: files),
                ["count": files, "classes": found.count]
            )
        }
        guard let first = parts.first else { return .verbatim("") }
        return parts.dropFirst().reduce(first) {
            .described("omitted.list", english: "\($0); \($1)", ["first": $0, "second": $1])
        }
    }

    private func words(_ kind: Omission.Kind, places: Int, files: Int) -> String {
        func count(_ one: String, _ many: String) -> String {
            files == 1 ? "1 \(one)" : "\(files) \(many)"
        }
        let classes = places == 1 ? "1 class" : "\(places) classes"
        switch kind {
        case .noImage: return count("is not an image", "are not images")
        case .damaged: return count("is damaged", "are damaged")
        case .tooLarge: return count("is too large", "are too large")
        case .unreadable: return count("cannot be read", "cannot be read")
        case .otherKind:
            return count("is of an unsupported kind", "are of unsupported kinds")
        case .smallClass: return count("is", "are") + " in \(classes) with too few images"
        case .unknownClass:
            return count("is", "are") + " in \(classes) that the training images lack"
        case .outside: return count("is", "are") + " next to the folders of the classes"
        case .unusableName:
            return count("has a line break in its name", "have a line break in their names")
        case .otherFile: return count("other file is not an image", "other files are not images")
        case .hidden: return count("hidden file or folder", "hidden files or folders")
        }
    }

    /// One line for each: its path, a tab, and the reason.
    var list: [UInt8] {
        all.flatMap { omission in
            let line = omission.path.bytes.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: "?") : $0 }
            return line + Array("\t\(omission.reason)\n".utf8)
        }
    }
}

public import CremaProto
import Glibc

/// What can be wrong with files, records and images; each case becomes one sentence.
public enum DataError: Error, Equatable, CustomStringConvertible {
    /// The system refused an operation on a file or folder; `reason` is its own word for why.
    case system(operation: String, path: String, reason: String)
    /// A file is there but does not hold what it should.
    case invalidFile(path: String, reason: String)
    /// The requested kind of database does not exist.
    case invalidDatabase(reason: String)
    /// A record of a database cannot be used; `place` names the database and the key.
    case invalidRecord(place: String, reason: String)
    /// `transform_param` requires something that its records do not allow.
    case invalidTransform(reason: String)
    /// Bytes that are not an image that can be read.
    case invalidImage(reason: String, fault: ImageFault = .damaged)
    /// A data set cannot be built from what was given.
    case invalidDataset(Phrase)

    /// Whether the system reported that something does not exist.
    public var isMissing: Bool { isSystem(ENOENT) }

    /// Whether there is no room for what was to be written: the disk is full, or
    /// somebody's share of it.
    public var isDiskFull: Bool { isSystem(ENOSPC) || isSystem(EDQUOT) }

    /// Whether a file or a folder may not be read, or not be changed.
    public var isForbidden: Bool { isSystem(EACCES) || isSystem(EPERM) || isSystem(EROFS) }

    /// Why it is, without the path.
    public var reason: String {
        switch self {
        case .system(_, _, let reason), .invalidFile(_, let reason), .invalidRecord(_, let reason),
            .invalidTransform(let reason), .invalidDatabase(let reason),
            .invalidImage(let reason, _):
            reason
        case .invalidDataset(let phrase):
            phrase.english
        }
    }

    private func isSystem(_ code: Int32) -> Bool {
        guard case .system(_, _, let reason) = self else { return false }
        return reason == DataError.systemText(code)
    }

    /// The sentence for a person.
    public var description: String {
        switch self {
        case .system(let operation, let path, let reason):
            "cannot \(operation) \(path): \(reason)"
        case .invalidFile(let path, let reason):
            "\(path): \(reason)"
        case .invalidRecord(let place, let reason):
            "\(place): \(reason)"
        case .invalidTransform(let reason):
            "transform_param: \(reason)"
        case .invalidDatabase(let reason), .invalidImage(let reason, _):
            reason
        case .invalidDataset(let phrase):
            phrase.english
        }
    }
}

extension DataError: PhrasedError {
    /// The sentence; in other languages than English if it is about a data set that is being built.
    public var phrase: Phrase {
        if case .invalidDataset(let phrase) = self { phrase } else { .verbatim(description) }
    }
}

/// What is wrong with bytes that should be an image.
public enum ImageFault: Sendable, Equatable {
    /// They are not an image.
    case noImage
    /// They are one of a kind that is not read.
    case otherKind
    /// It has more pixels than are decoded.
    case tooLarge
    /// They make no sense, or end too early.
    case damaged
    /// There is nothing here that reads images.
    case noReader
}

public import CremaProto
public import CremaRuns
import Foundation
import Hummingbird

/// Something the studio cannot do, in words for the person who asked.
public enum StudioError: ErrorWithStatus, PhrasedError, CustomStringConvertible, Equatable {
    /// There is no such page, job or file.
    case notFound(Phrase)
    /// The request itself is at fault.
    case badRequest(Phrase)
    /// Whoever asks has not shown the token.
    case unauthorized(Phrase)
    /// Too much was attempted too fast.
    case tooMany(Phrase)
    /// Not allowed now, or not allowed to this caller.
    case forbidden(Phrase)
    /// More was sent than is read.
    case tooLarge(Phrase)
    /// A file of a job is damaged, or not there.
    case damaged(Phrase)
    /// The studio cannot start, or a part of the machine is missing.
    case unavailable(Phrase)
    /// There is no room on the disk.
    case diskFull(Phrase)

    /// The words.
    public var phrase: Phrase {
        switch self {
        case .notFound(let phrase), .badRequest(let phrase), .unauthorized(let phrase),
            .tooMany(let phrase), .forbidden(let phrase), .tooLarge(let phrase),
            .damaged(let phrase),
            .unavailable(let phrase), .diskFull(let phrase):
            phrase
        }
    }

    /// The words in English.
    public var description: String { phrase.description }

    /// How the program ends where the studio cannot start.
    public var exitStatus: ExitStatus {
        if case .diskFull = self { .cannotWrite } else { .failed }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .badRequest: .badRequest
        case .unauthorized: .unauthorized
        case .tooMany: .tooManyRequests
        case .forbidden: .forbidden
        case .tooLarge: .contentTooLarge
        case .damaged: .conflict
        case .unavailable: .serviceUnavailable
        case .diskFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        }
    }
}

public import CremaRuns
import Foundation
import Hummingbird

/// Something the studio cannot do, in words for the person who asked.
public enum StudioError: ErrorWithStatus, CustomStringConvertible, Equatable {
    /// There is no such page, job or file.
    case notFound(String)
    /// The request itself is at fault.
    case badRequest(String)
    /// Whoever asks has not shown the token.
    case unauthorized(String)
    /// Not allowed now, or not allowed to this caller.
    case forbidden(String)
    /// More was sent than is read.
    case tooLarge(String)
    /// A file of a job is damaged, or not there.
    case damaged(String)
    /// The studio cannot start, or a part of the machine is missing.
    case unavailable(String)
    /// There is no room on the disk.
    case diskFull(String)

    /// The words.
    public var description: String {
        switch self {
        case .notFound(let text), .badRequest(let text), .unauthorized(let text),
            .forbidden(let text), .tooLarge(let text), .damaged(let text), .unavailable(let text),
            .diskFull(let text):
            text
        }
    }

    /// How the program ends where the studio cannot start.
    public var exitStatus: ExitStatus {
        if case .diskFull = self { .cannotWrite } else { .failed }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .badRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .tooLarge: .contentTooLarge
        case .damaged: .conflict
        case .unavailable: .serviceUnavailable
        case .diskFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        }
    }
}

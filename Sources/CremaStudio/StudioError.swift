public import CremaEngine
import Foundation
import Hummingbird

/// Something the studio cannot do, in words for the person who asked.
public enum StudioError: ErrorWithStatus, CustomStringConvertible, Equatable {
    /// There is no such page, job or file.
    case notFound(String)
    /// The request itself is at fault.
    case badRequest(String)
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
    /// Another program listens where the studio would.
    case portInUse(String)

    /// The words.
    public var description: String {
        switch self {
        case .notFound(let text), .badRequest(let text), .forbidden(let text), .tooLarge(let text),
            .damaged(let text), .unavailable(let text), .diskFull(let text), .portInUse(let text):
            text
        }
    }

    /// How the program ends where the studio cannot start.
    public var exitStatus: ExitStatus {
        switch self {
        case .portInUse: .portInUse
        case .diskFull: .cannotWrite
        default: .failed
        }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .badRequest: .badRequest
        case .forbidden: .forbidden
        case .tooLarge: .contentTooLarge
        case .damaged: .conflict
        case .unavailable, .portInUse: .serviceUnavailable
        case .diskFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        }
    }
}

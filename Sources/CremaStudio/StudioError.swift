import CremaData
public import CremaEngine
import CremaJobs
import CremaProto
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
    /// The studio cannot start, or a part of the machine is missing.
    case unavailable(String)
    /// There is no room on the disk.
    case diskFull(String)

    /// The words.
    public var description: String {
        switch self {
        case .notFound(let text), .badRequest(let text), .forbidden(let text),
            .unavailable(let text), .diskFull(let text):
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
        case .forbidden: .forbidden
        case .unavailable: .internalServerError
        case .diskFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        }
    }
}

extension StudioError {
    /// An error of another part as a person is told it: our own parts have words for theirs; what the
    /// system says, with paths of this machine, is for the studio's own output alone.
    init(telling error: any Error) {
        self =
            switch error {
            case let error as StudioError: error
            case let error as DataError where error.isDiskFull: StudioError.noRoom
            case let error as CocoaError where error.code == .fileWriteOutOfSpace:
                StudioError.noRoom
            case DataError.system(_, _, let reason):
                .unavailable("A file of the studio cannot be read or written: \(reason).")
            case is JobError, is DataError, is EngineError, is PrototxtError, is FormErrors:
                .unavailable("\(error)")
            default: .unavailable("That went wrong inside the studio; its own output says how.")
            }
    }

    private static let noRoom = StudioError.diskFull(
        "The disk is full; make room on it and try again."
    )
}

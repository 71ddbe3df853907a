import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes

/// An error that a reply can explain: its status, and the reason, for the user.
///
/// Our own modules have words for their errors. Messages from the system or Foundation, with paths
/// of this machine, go only to the studio's own output.
protocol TellingError: Error {
    /// The status of the reply.
    var status: HTTPResponse.Status { get }
    /// The reason, in one sentence or several.
    var explanation: Phrase { get }
}

extension TellingError where Self: PhrasedError {
    /// Its own sentence.
    var explanation: Phrase { phrase }
}

extension Error {
    /// The error as a reply explains it.
    var telling: any TellingError {
        self as? any TellingError ?? StudioError(SystemReason(self))
    }
}

extension StudioError: TellingError {
    fileprivate init(_ reason: SystemReason) {
        self =
            switch reason.code {
            case ENOSPC, EDQUOT: .noRoom
            case ENOENT, ENOTDIR:
                .damaged(Phrase("error.file_gone"))
            case EACCES, EPERM, EROFS:
                .forbidden(reason.text)
            default:
                .unavailable(Phrase("error.unknown", ["reason": reason.words]))
            }
    }

    fileprivate static let noRoom = StudioError.diskFull(Phrase("error.disk_full"))

    /// A file that the studio may not change, or not read, for a reason of the system.
    fileprivate static func forbidden(_ reason: String) -> StudioError {
        .unavailable(Phrase("error.no_permission", ["reason": reason]))
    }

    /// A file of a job that cannot be used for a reason of the engine or the data part.
    fileprivate static func unusable(_ reason: any Error) -> Phrase {
        Phrase("error.file_unusable", ["reason": Phrase(of: reason)])
    }
}

extension FormErrors: TellingError {
    var status: HTTPResponse.Status { .badRequest }
}

extension JobError: TellingError {
    var status: HTTPResponse.Status { .conflict }
}

extension DataError: TellingError {
    var status: HTTPResponse.Status { told.status }
    var explanation: Phrase { told.phrase }

    private var told: StudioError {
        switch self {
        case _ where isDiskFull: .noRoom
        case .system(_, _, let reason) where isForbidden: .forbidden(reason)
        case .system(_, _, let reason):
            .unavailable(Phrase("error.io", ["reason": reason]))
        default: .damaged(StudioError.unusable(self))
        }
    }
}

extension EngineError: TellingError {
    var status: HTTPResponse.Status { .conflict }
    var explanation: Phrase { StudioError.unusable(self) }
}

extension PrototxtError: TellingError {
    var status: HTTPResponse.Status { .conflict }
    var explanation: Phrase { StudioError.unusable(self) }
}

extension DecodingError: TellingError {
    var status: HTTPResponse.Status { .conflict }
    var explanation: Phrase { Phrase("error.damaged") }
}

/// The system's reason for an error from Foundation, which wraps it in its own errors.
private struct SystemReason {
    var code: Int32 = 0

    init(_ error: any Error) {
        var error: NSError? = error as NSError
        while let found = error {
            if found.domain == NSPOSIXErrorDomain { code = Int32(clamping: found.code) }
            if found.domain == NSCocoaErrorDomain { code = Self.code(ofCocoa: found.code) }
            error = found.userInfo[NSUnderlyingErrorKey] as? NSError
        }
    }

    /// `Permission denied`, for example.
    var text: String { String(cString: strerror(code)) }

    /// `: Permission denied`, or nothing if there is none.
    var words: String { code == 0 ? "" : ": \(text)" }

    private static func code(ofCocoa code: Int) -> Int32 {
        switch CocoaError.Code(rawValue: code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
        case .fileWriteOutOfSpace: ENOSPC
        case .fileReadNoPermission, .fileWriteNoPermission: EACCES
        case .fileWriteVolumeReadOnly: EROFS
        case .fileWriteFileExists: EEXIST
        default: 0
        }
    }
}

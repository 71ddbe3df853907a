import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes

/// An error that a reply tells: with which status, and why, for the person who asked.
///
/// Our own parts have words for what is wrong with theirs. What the system or Foundation says, with
/// paths of this machine, is for the studio's own output alone.
protocol TellingError: Error {
    /// The status of the reply.
    var status: HTTPResponse.Status { get }
    /// Why, in one sentence or several.
    var explanation: String { get }
}

extension Error {
    /// The error as a reply tells it.
    var telling: any TellingError {
        self as? any TellingError ?? StudioError(SystemReason(self))
    }
}

extension StudioError: TellingError {
    var explanation: String { description }

    fileprivate init(_ reason: SystemReason) {
        self =
            switch reason.code {
            case ENOSPC, EDQUOT: .noRoom
            case ENOENT, ENOTDIR:
                .damaged("A file of the job is not there; it may have been removed just now.")
            default:
                .unavailable(
                    "The studio could not do that\(reason.words); what it prints has the details."
                )
            }
    }

    fileprivate static let noRoom = StudioError.diskFull(
        "The disk is full; make room on it and try again."
    )
}

extension FormErrors: TellingError {
    var status: HTTPResponse.Status { .badRequest }
    var explanation: String { description }
}

extension JobError: TellingError {
    var status: HTTPResponse.Status { .conflict }
    var explanation: String { description }
}

extension DataError: TellingError {
    var status: HTTPResponse.Status { told.status }
    var explanation: String { told.explanation }

    private var told: StudioError {
        switch self {
        case _ where isDiskFull: .noRoom
        case .system(_, _, let reason):
            .unavailable("A file of the studio cannot be read or written: \(reason).")
        default: .damaged("A file of the job cannot be used: \(self)")
        }
    }
}

extension EngineError: TellingError {
    var status: HTTPResponse.Status { .conflict }
    var explanation: String { "A file of the job cannot be used: \(self)" }
}

extension PrototxtError: TellingError {
    var status: HTTPResponse.Status { .conflict }
    var explanation: String { "A file of the job cannot be used: \(self)" }
}

extension DecodingError: TellingError {
    var status: HTTPResponse.Status { .conflict }
    var explanation: String { "A file of the job is damaged." }
}

/// The system's reason for an error of Foundation's, which wraps it in errors of its own.
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

    /// `: Permission denied`, or nothing where there is none.
    var words: String { code == 0 ? "" : ": \(String(cString: strerror(code)))" }

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

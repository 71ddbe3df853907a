import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import Foundation

extension StudioError {
    /// An error of another part as a person is told it: our own parts have words for theirs; what the system or
    /// Foundation says, with paths of this machine, is for the studio's own output alone.
    init(telling error: any Error) {
        self =
            switch error {
            case let error as StudioError: error
            case let error as FormErrors: .badRequest(error.description)
            case let error as DataError where error.isDiskFull: .noRoom
            case let error as JobError: .damaged("\(error)")
            case DataError.system(_, _, let reason):
                .unavailable("A file of the studio cannot be read or written: \(reason).")
            case is DataError, is EngineError, is PrototxtError:
                .damaged("A file of the job cannot be used: \(error)")
            case is DecodingError: .damaged("A file of the job is damaged.")
            default: StudioError(SystemReason(error))
            }
    }

    private init(_ reason: SystemReason) {
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

    private static let noRoom = StudioError.diskFull(
        "The disk is full; make room on it and try again."
    )
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

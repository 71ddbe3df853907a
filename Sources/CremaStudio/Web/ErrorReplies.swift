import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Turns what a page throws into a page in words, or into JSON where that was asked for.
struct ErrorReplies: RouterMiddleware {
    typealias Context = BasicRequestContext

    let views: Views
    let store: JobStore

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as any HTTPResponseError {
            return try reply(to: request, status: error.status, words: words(for: error, request))
        } catch {
            let told = told(error, by: request, context)
            let words = store.withoutFolder(told.description)
            return try reply(to: request, status: told.status, words: words)
        }
    }

    private func words(for error: any HTTPResponseError, _ request: Request) -> String {
        switch error.status {
        case .notFound: "There is no page “\(request.uri.path)”."
        default: (error as? HTTPError)?.body ?? error.status.reasonPhrase
        }
    }

    /// An error for the person who asked.
    private func told(_ error: any Error, by request: Request, _ context: Context) -> StudioError {
        switch error {
        case let error as StudioError: return error
        case let error as FormErrors: return .badRequest(error.description)
        case is DataError, is EngineError, is JobError, is PrototxtError:
            return .damaged("A file of the job cannot be used: \(error)")
        case is DecodingError: return .damaged("A file of the job is damaged.")
        default: break
        }
        let reason = SystemReason(error)
        switch reason.code {
        case ENOSPC, EDQUOT: return .diskFull("The disk is full; make room and try again.")
        case ENOENT, ENOTDIR:
            return .damaged("A file of the job is not there; it may have been removed just now.")
        default:
            context.logger.error("\(request.method) \(request.uri.path): \(error)")
            return .unavailable(
                "The studio could not do that\(reason.words); what it prints has the details."
            )
        }
    }

    private func reply(to request: Request, status: HTTPResponse.Status, words: String) throws
        -> Response
    {
        if request.wantsJSON { return try .json(["error": words], status: status) }
        return try views.page(
            "Error",
            ["title": status.reasonPhrase, "words": words],
            status: status
        )
    }
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

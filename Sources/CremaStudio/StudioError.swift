import Hummingbird

/// Something the studio cannot do, in words for the person who asked.
public enum StudioError: Error, CustomStringConvertible, Equatable {
    /// There is no such page, job or file.
    case notFound(String)
    /// The request itself is at fault.
    case badRequest(String)
    /// Not allowed now, or not allowed to this caller.
    case forbidden(String)
    /// The studio cannot start, or a part of the machine is missing.
    case unavailable(String)

    /// The words.
    public var description: String {
        switch self {
        case .notFound(let text), .badRequest(let text), .forbidden(let text),
            .unavailable(let text):
            text
        }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .badRequest: .badRequest
        case .forbidden: .forbidden
        case .unavailable: .internalServerError
        }
    }
}

import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

extension Response {
    /// A value as JSON.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return data(try encoder.encode(value), type: "application/json", status: status)
    }

    /// An HTML page.
    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        data(Data(text.utf8), type: "text/html; charset=utf-8", status: status)
    }

    /// Bytes of a type.
    static func data(_ data: Data, type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        )
    }

    /// The same, known to depend on the language that the reader chose or prefers.
    func inLanguage(of context: StudioContext) -> Response {
        var response = self
        response.headers[.vary] = "Accept-Language, Cookie"
        response.headers[.contentLanguage] = context.language.rawValue
        return response
    }

    /// Sends the browser on to a page by GET.
    static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}

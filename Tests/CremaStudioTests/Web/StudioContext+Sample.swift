import CremaJobs
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOEmbedded

@testable import CremaStudio

extension StudioContext {
    /// The context of a request for a page in a language.
    static func sample(in language: Language) -> StudioContext {
        var context = sample()
        context.language = language
        return context
    }

    /// The context of a request with headers.
    static func sample(_ headers: HTTPFields = [:]) -> StudioContext {
        var context = StudioContext(
            source: ApplicationRequestContextSource(
                channel: NIOAsyncTestingChannel(),
                logger: Logger(label: "test")
            )
        )
        let head = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: "localhost",
            path: "/",
            headerFields: headers
        )
        context.read(Request(head: head, body: RequestBody(buffer: ByteBuffer())))
        return context
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import ServiceLifecycle
import Synchronization

@testable import CremaStudio

/// What a studio answers.
struct StudioReply: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: ByteBuffer

    var text: String { String(buffer: body) }

    /// The sentences about each field, of a reply that refuses a form.
    func errors() throws -> [String: [String]] {
        struct Answer: Decodable { var errors: [String: [String]] }
        return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)).errors
    }

    /// A response, its body written to the end.
    init(_ response: Response) async throws {
        let written = WrittenBody()
        try await response.body.write(written)
        (status, headers, body) = (response.status, response.headers, written.buffer)
    }
}

/// Sends requests to a studio's pages, past the network.
struct StudioClient: Sendable {
    /// Sends a request as it is; nothing of the body of the response is made before it is written.
    let respond: @Sendable (Request) async throws -> Response

    init<Responder: HTTPResponder>(_ responder: Responder, logger: Logger)
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        respond = { request in
            let source = ApplicationRequestContextSource(
                channel: NIOAsyncTestingChannel(),
                logger: logger
            )
            return try await responder.respond(
                to: request,
                context: Responder.Context(source: source)
            )
        }
    }

    /// Sends a request and waits for the whole reply.
    func execute(
        uri: String,
        method: HTTPRequest.Method,
        headers: HTTPFields = [:],
        body: ByteBuffer? = nil
    ) async throws -> StudioReply {
        var headers = headers
        if let body { headers[.contentLength] = String(body.readableBytes) }
        let head = HTTPRequest(
            method: method,
            scheme: "http",
            authority: "localhost",
            path: uri,
            headerFields: headers
        )
        return try await StudioReply(
            respond(Request(head: head, body: RequestBody(buffer: body ?? ByteBuffer())))
        )
    }
}

extension StudioClient {
    /// Runs a test against an application whose services run at the same time, and stops them
    /// afterwards.
    static func test(
        _ app: some ApplicationProtocol,
        _ test: @escaping @Sendable (StudioClient) async throws -> Void
    ) async throws {
        let client = StudioClient(try await app.responder, logger: app.logger)
        typealias Configuration = ServiceGroupConfiguration
        let last = Configuration.ServiceConfiguration(
            service: Test(body: test, client: client),
            successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup
        )
        let services = app.services.map { Configuration.ServiceConfiguration(service: $0) }
        try await ServiceGroup(
            configuration: Configuration(services: services + [last], logger: app.logger)
        ).run()
    }

    /// A test among an application's services: when it ends, so do they.
    private struct Test: Service {
        let body: @Sendable (StudioClient) async throws -> Void
        let client: StudioClient

        func run() async throws { try await body(client) }
    }
}

/// A reply's body as it is written.
private final class WrittenBody: ResponseBodyWriter, Sendable {
    private let bytes = Mutex(ByteBuffer())

    var buffer: ByteBuffer { bytes.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

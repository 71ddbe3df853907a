import CremaData
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import ServiceLifecycle

/// Server-sent events: a reply that goes on as long as the page is open.
struct EventStream {
    /// One event: its type, its data, and the id from which a reconnect goes on.
    struct Event: Sendable {
        var type = "message"
        var data: String
        var id: Int?

        var text: String {
            let lines = data.split(separator: "\n", omittingEmptySubsequences: false)
            return (id.map { "id: \($0)\n" } ?? "") + "event: \(type)\n"
                + lines.map { "data: \($0)\n" }.joined() + "\n"
        }
    }

    /// Asks `next` every so often for what is new, until it gives nil or the page or the studio is
    /// closed.
    static func response(
        every pause: Duration = .milliseconds(400),
        next: @escaping @Sendable () async throws -> [Event]?
    ) -> Response {
        let body = ResponseBody { writer in
            var idle = 0
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                guard let events = try await next() else { break }
                // A comment now and then keeps the connection and finds a page that is gone.
                idle = events.isEmpty ? idle + 1 : 0
                let text = events.map(\.text).joined() + (idle % 25 == 1 ? ": still here\n\n" : "")
                if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
                try await Task.sleep(for: pause)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: body
        )
    }
}

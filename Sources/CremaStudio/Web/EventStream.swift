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
            // Each of these ends a line for a browser.
            let lines = data.split(omittingEmptySubsequences: false) {
                $0 == "\n" || $0 == "\r" || $0 == "\r\n"
            }
            return (id.map { "id: \($0)\n" } ?? "") + "event: \(type)\n"
                + lines.map { "data: \($0)\n" }.joined() + "\n"
        }
    }

    /// Asks at each beat what is new since the page's place, until that is nil or the page or the studio is
    /// closed.
    static func response<Place: Sendable>(
        on pulse: Pulse,
        from start: Place,
        news: @escaping @Sendable (Place) async throws -> (events: [Event], place: Place)?
    ) -> Response {
        let body = ResponseBody { writer in
            let (beats, stop) = pulse.listen()
            try await withGracefulShutdownHandler {
                var place = start
                var lastWritten = ContinuousClock.now
                for await _ in beats {
                    guard let found = try await news(place) else { break }
                    place = found.place
                    // A comment now and then keeps the connection and finds a page that is gone.
                    let isIdle = lastWritten.duration(to: .now) > Pulse.rest * 2
                    let text =
                        found.events.map(\.text).joined() + (isIdle ? ": still here\n\n" : "")
                    guard !text.isEmpty else { continue }
                    try await writer.write(ByteBuffer(string: text))
                    lastWritten = .now
                }
            } onGracefulShutdown: {
                stop()
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

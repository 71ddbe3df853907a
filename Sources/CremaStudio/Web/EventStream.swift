import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import ServiceLifecycle

/// Server-sent events: a reply that continues as long as the page is open.
struct EventStream {
    /// One event: its type, its data, and the id from which a reconnected page continues.
    struct Event: Sendable {
        var type = "message"
        var data: String
        var id: Int?

        /// The event as it is sent.
        var text: String {
            (id.map { "id: \($0)\n" } ?? "") + "event: \(type)\n"
                + lines.map { "data: \($0)\n" }.joined() + "\n"
        }

        /// What browsers treat as line breaks.
        private var lines: [Substring] {
            let isEnd: (UInt8) -> Bool = { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            guard data.utf8.contains(where: isEnd) else { return [data[...]] }
            return data.split(omittingEmptySubsequences: false) {
                $0 == "\n" || $0 == "\r" || $0 == "\r\n"
            }
        }
    }

    /// What is new for a page since its position.
    struct News<Place: Sendable>: Sendable {
        /// The events as they are sent, one after the other.
        var text: String
        /// The position of the page afterwards.
        var place: Place
        /// Whether nothing follows it.
        var isLast = false

        /// What is sent: the text, or, where there is none and a page has got nothing for long, a
        /// comment that keeps the connection alive and detects a page that is gone.
        func sent(isIdle: Bool) -> String {
            text.isEmpty && isIdle ? ": still here\n\n" : text
        }
    }

    /// At each beat, sends what is new since the page's position, until that is the last or nil, or
    /// the page or the studio is closed.
    static func response<Place: Sendable>(
        on pulse: Pulse,
        from start: Place,
        news: @escaping @Sendable (Place) async throws -> News<Place>?
    ) -> Response {
        let body = ResponseBody { writer in
            let (beats, stop) = pulse.listen()
            defer { stop() }
            try await withGracefulShutdownHandler {
                var place = start
                var lastWritten = ContinuousClock.now
                for await _ in beats {
                    guard let found = try await news(place) else { break }
                    place = found.place
                    let isIdle = lastWritten.duration(to: .now) > Pulse.rest * 2
                    let text = found.sent(isIdle: isIdle)
                    if !text.isEmpty {
                        try await writer.write(ByteBuffer(string: text))
                        lastWritten = .now
                    }
                    if found.isLast { break }
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

import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Synchronization
import Testing

@testable import CremaStudio

/// Every route of the router's own table, those that are added later included.
@Suite struct RouteAccessTests {
    /// A route as the router lists it, and who may use it.
    struct Route: CustomStringConvertible {
        var method: HTTPRequest.Method
        var path: String
        var access: Access

        var changes: Bool { ![.get, .head].contains(method) }
        var description: String { "\(method) \(path)" }

        /// The path with something in each place of a parameter.
        var sample: String {
            let parts = path.split(separator: "/").map { part in
                part == "**" ? "x.js" : part.replacing(#/\{\w+\}/#, with: "x")
            }
            return "/" + parts.joined(separator: "/")
        }
    }

    private func routes(of studio: Studio) -> [Route] {
        StudioApp.makeRouter(studio).routes.map {
            Route(
                method: $0.method,
                path: $0.path.description,
                access: studio.access[$0.method, $0.path.description]
            )
        }
    }

    /// A body that counts how many of its pieces were read.
    private final class Pieces: AsyncSequence, Sendable {
        let first: String
        private let taken = Mutex(0)

        init(first: String) { self.first = first }

        var count: Int { taken.withLock { $0 } }

        func makeAsyncIterator() -> AsyncStream<ByteBuffer>.AsyncIterator {
            AsyncStream { [self] in
                let number = taken.withLock { taken in
                    taken += 1
                    return taken
                }
                return number > 100 ? nil : ByteBuffer(string: number == 1 ? first : padding)
            }.makeAsyncIterator()
        }

        private let padding = String(repeating: "x", count: 4096)
    }

    /// Sends a form to a route; its reply, and how many pieces of the body were read.
    private func send(
        _ route: Route,
        to client: StudioClient,
        headers: HTTPFields = [:],
        host: String = "localhost"
    ) async throws -> (Response, read: Int) {
        let body = Pieces(first: "name=" + String(repeating: "x", count: 4096))
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let head = HTTPRequest(
            method: route.method,
            scheme: "http",
            authority: host,
            path: route.sample,
            headerFields: headers
        )
        let request = Request(head: head, body: RequestBody(asyncSequence: body))
        return (try await client.respond(request), body.count)
    }

    @Test func `only these routes are open to strangers`() async throws {
        let studio = try await StudioApp.makeStudio(StudioFixture().options)
        let open = routes(of: studio).filter { $0.access == .everyone && $0.method != .head }
        #expect(
            open.map(\.description).sorted() == [
                "GET /favicon.ico", "GET /guide", "GET /guide/{page}", "GET /login", "GET /logout",
                "GET /static/**", "GET /vendor/{library}/**", "POST /language", "POST /login",
                "POST /logout",
            ]
        )
    }

    @Test func `a stranger gets none of the other routes, and no body is read`() async throws {
        for hasUsers in [false, true] {
            let fixture = try StudioFixture(token: "s3cret-of-the-studio")
            if hasUsers { try fixture.add("anna", .administer) }
            try await fixture.run { client, studio in
                let routes = routes(of: studio)
                #expect(routes.count > 60)
                for route in routes where route.access != .everyone {
                    let (reply, read) = try await send(route, to: client)
                    #expect(reply.status == .unauthorized, "\(route)")
                    #expect(read == 0, "\(route)")
                }
            }
        }
    }

    private static let foreign: [(headers: HTTPFields, host: String)] = [
        ([:], "evil.example"),
        ([.origin: "http://evil.example"], "localhost"),
        ([.origin: "null"], "localhost"),
        ([.init("Sec-Fetch-Site")!: "cross-site"], "localhost"),
        ([.init("Sec-Fetch-Site")!: "same-site"], "localhost"),
    ]

    @Test func `no route serves a foreign host, origin or site, whoever the sender is`()
        async throws
    {
        for token in [nil, "s3cret-of-the-studio"] {
            try await StudioFixture(token: token).run { client, studio in
                for route in routes(of: studio) {
                    for (headers, host) in Self.foreign {
                        var headers = headers
                        headers[.authorization] = token.map { "Bearer \($0)" }
                        let (reply, read) = try await send(
                            route,
                            to: client,
                            headers: headers,
                            host: host
                        )
                        #expect(reply.status == .forbidden, "\(route) \(headers) \(host)")
                        #expect(read == 0, "\(route)")
                    }
                }
            }
        }
    }

    @Test func `no route takes a form of a signed-in browser without its token`() async throws {
        try await StudioFixture(token: "s3cret-of-the-studio").run { client, studio in
            for route in routes(of: studio) where route.changes {
                for wrong in [nil, "", String(repeating: "0", count: 64)] {
                    var headers: HTTPFields = [.cookie: "crema_token=s3cret-of-the-studio"]
                    headers[FormToken.header] = wrong
                    let (reply, read) = try await send(route, to: client, headers: headers)
                    #expect(reply.status == .forbidden, "\(route)")
                    let text = try await StudioReply(reply).text
                    #expect(text.contains("still valid"), "\(route)")
                    #expect(read <= 1, "\(route)")
                }
            }
        }
    }

    @Test func `each route is for those it declares, and without a declaration for administrators`()
        async throws
    {
        let fixture = try StudioFixture()
        for role in Role.allCases { try fixture.add(role.rawValue, role) }
        try await fixture.run { client, studio in
            for role in Role.allCases {
                let entry = try #require(try studio.people.file.users().find(role.rawValue))
                for route in routes(of: studio) where route.path != "/logout" {
                    // An earlier route may have been the end of the session.
                    let secret = studio.people.sessions.begin(entry)
                    let headers: HTTPFields = [.authorization: "Bearer \(secret)"]
                    let (reply, _) = try await send(route, to: client, headers: headers)
                    let isAdmitted = route.access.role.map { role >= $0 } ?? true
                    let isRefused = reply.status == .forbidden || reply.status == .unauthorized
                    if route.path != "/login" {
                        #expect(isRefused == !isAdmitted, "\(role) \(route): \(reply.status)")
                    }
                }
            }
            #expect(studio.access[.post, "/not/declared"] == .administer)
        }
    }
}

import CremaJobs
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOEmbedded
import Testing

@testable import CremaStudio

@Suite struct StudioContextTests {
    private func context(_ headers: HTTPFields) -> StudioContext {
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

    @Test func `a page is in English where nothing else is known`() {
        #expect(context([:]).language == .english)
        #expect(context([.acceptLanguage: "de-DE"]).language == .english)
    }

    @Test func `the language that was chosen counts before the browser's`() {
        let headers: HTTPFields = [.acceptLanguage: "zh-CN", .cookie: "a=b; crema_language=en"]
        #expect(context([.acceptLanguage: "zh-CN"]).language == .simplifiedChinese)
        #expect(context(headers).language == .english)
        #expect(context([.cookie: "crema_language=zh-Hans"]).language == .simplifiedChinese)
        #expect(
            context([.acceptLanguage: "zh", .cookie: "crema_language=xx"]).language
                == .simplifiedChinese
        )
    }

    @Test func `JSON is for who accepts it and no page`() {
        #expect(context([.accept: "application/json"]).wantsJSON)
        #expect(!context([.accept: "text/html,application/json"]).wantsJSON)
        #expect(!context([.accept: "*/*"]).wantsJSON)
    }

    @Test func `a path with json at its end is the page as JSON`() async throws {
        try await StudioFixture().run { client, _ in
            for (path, type) in [
                ("/index.json", "application/json"), ("/", "text/html; charset=utf-8"),
                ("/nowhere.json", "application/json"),
            ] {
                let reply = try await client.execute(
                    uri: path,
                    method: .get,
                    headers: [.accept: "text/html"]
                )
                #expect(reply.headers[.contentType] == type, "\(path)")
            }
        }
    }
}

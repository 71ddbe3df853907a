import CremaJobs
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct StudioContextTests {
    @Test func `a page is in English by default`() {
        #expect(StudioContext.sample([:]).language == .english)
        #expect(StudioContext.sample([.acceptLanguage: "de-DE"]).language == .english)
    }

    @Test func `the language that was chosen counts before the browser's`() {
        let headers: HTTPFields = [.acceptLanguage: "zh-CN", .cookie: "a=b; crema_language=en"]
        #expect(StudioContext.sample([.acceptLanguage: "zh-CN"]).language == .simplifiedChinese)
        #expect(StudioContext.sample(headers).language == .english)
        #expect(
            StudioContext.sample([.cookie: "crema_language=zh-Hans"]).language == .simplifiedChinese
        )
        #expect(
            StudioContext.sample([.acceptLanguage: "zh", .cookie: "crema_language=xx"]).language
                == .simplifiedChinese
        )
    }

    @Test func `a request that accepts JSON and no page gets JSON`() {
        #expect(StudioContext.sample([.accept: "application/json"]).wantsJSON)
        #expect(!StudioContext.sample([.accept: "text/html,application/json"]).wantsJSON)
        #expect(!StudioContext.sample([.accept: "*/*"]).wantsJSON)
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

    @Test func `a page declares its language`() async throws {
        try await StudioFixture().run { client, _ in
            for (accepted, language) in [("en", "en"), ("zh-CN", "zh-Hans"), ("de", "en")] {
                let home = try await client.execute(
                    uri: "/",
                    method: .get,
                    headers: [.acceptLanguage: accepted]
                )
                #expect(home.text.contains("<html lang=\"\(language)\">"))
            }
        }
    }
}

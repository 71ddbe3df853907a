import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct APIPageTests {
    private func page(_ fixture: StudioFixture, headers: HTTPFields = [:]) async throws -> String {
        let found = Found()
        try await fixture.run { client, studio in
            var headers = headers
            if let entry = try studio.people.file.users().find("anna") {
                headers[.authorization] = "Bearer \(studio.people.sessions.begin(entry))"
            }
            let reply = try await client.execute(uri: "/api", method: .get, headers: headers)
            #expect(reply.status == .ok)
            await found.keep(reply.text)
        }
        return await found.text
    }

    private actor Found {
        var text = ""
        func keep(_ text: String) { self.text = text }
    }

    @Test func `examples have the address of this studio`() async throws {
        let page = try await page(StudioFixture())
        #expect(page.contains("Studio(&quot;http://localhost&quot;)"))
        #expect(page.contains("curl http://localhost/index.json"))
        #expect(page.contains("targets: [&quot;localhost&quot;]"))
        #expect(!page.contains("TOKEN"))
    }

    @Test func `examples show who sends them where that matters, and never a secret`() async throws
    {
        let secret = "s3cret-of-the-studio"
        let bearer: HTTPFields = [.authorization: "Bearer \(secret)"]
        let token = try await page(StudioFixture(token: secret), headers: bearer)
        #expect(token.contains("token=&quot;TOKEN&quot;") && token.contains("Bearer TOKEN"))
        #expect(!token.contains(secret))
        let fixture = try StudioFixture()
        try fixture.add("anna", .look)
        let password = try await page(fixture)
        #expect(password.contains(".sign_in(&quot;NAME&quot;, &quot;PASSWORD&quot;)"))
    }
}

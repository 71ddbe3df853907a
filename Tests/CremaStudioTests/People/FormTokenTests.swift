import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct FormTokenTests {
    private static let secret = "s3cret-of-the-studio"
    private static let cookie: HTTPFields = [.cookie: "crema_token=\(secret)"]
    private let token = FormToken(for: secret).text

    private func settings(_ client: StudioClient, _ headers: HTTPFields, _ body: ByteBuffer)
        async throws -> StudioReply
    {
        try await client.execute(uri: "/settings", method: .post, headers: headers, body: body)
    }

    @Test func `a form with its token first is taken, url-encoded or in parts`() async throws {
        try await StudioFixture(token: Self.secret).run { [token] client, studio in
            let text = "csrf_token=\(token)&trainings_at_once=3"
            var headers = Self.cookie
            headers[.contentType] = "application/x-www-form-urlencoded"
            let encoded = try await settings(client, headers, ByteBuffer(string: text))
            #expect(encoded.status == .seeOther)
            #expect(await studio.queue.trainingsAtOnce == 3)

            headers[.contentType] = TestForm.headers[.contentType]
            let parts = [("csrf_token", token), ("trainings_at_once", "4")].map { name, value in
                "--\(TestForm.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\""
                    + "\r\n\r\n\(value)\r\n"
            }
            let body = parts.joined() + "--\(TestForm.boundary)--\r\n"
            let multipart = try await settings(client, headers, ByteBuffer(string: body))
            #expect(multipart.status == .seeOther, "\(multipart.text)")
            #expect(await studio.queue.trainingsAtOnce == 4)
        }
    }

    @Test func `a script has it in a header, and needs none with the studio's token`() async throws
    {
        try await StudioFixture(token: Self.secret).run { [token] client, studio in
            let body = ByteBuffer(string: "trainings_at_once=5")
            var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            headers[.authorization] = "Bearer \(Self.secret)"
            #expect(try await settings(client, headers, body).status == .seeOther)

            let inAddress = try await client.execute(
                uri: "/settings.json?token=\(Self.secret)",
                method: .put,
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: body
            )
            #expect(inAddress.status == .ok)

            headers[.authorization] = nil
            headers[.cookie] = Self.cookie[.cookie]
            headers[FormToken.header] = token
            #expect(try await settings(client, headers, body).status == .seeOther)
        }
    }

    @Test func `every form of every page begins with it, and the pages' scripts find it`()
        async throws
    {
        try await StudioFixture(token: Self.secret).run { [token] client, _ in
            let page = try await client.execute(
                uri: "/settings",
                method: .get,
                headers: Self.cookie
            )
            let field = "<input type=\"hidden\" name=\"csrf_token\" value=\"\(token)\">"
            let forms = page.text.matches(of: #/<form\b[^>]*method="post"[^>]*>/#)
            #expect(forms.count == 2)
            for form in forms {
                #expect(page.text[form.range.upperBound...].hasPrefix(field))
            }
            #expect(page.text.contains("<meta name=\"csrf-token\" content=\"\(token)\">"))
        }
    }

    @Test func `scripts of the studio send requests through one module`() throws {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().appendingPathComponent(
                "../../../Sources/CremaStudio/Public"
            )
        let files = try FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: nil
        )
        let scripts = files.filter { $0.pathExtension == "js" }
        for file in scripts where file.lastPathComponent != "requests.js" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for call in ["fetch(", "XMLHttpRequest", "sendBeacon"] {
                #expect(!text.contains(call), "\(file.lastPathComponent): use requests.js")
            }
        }
    }

    @Test func `the token of one secret is not that of another, and does not reveal it`() {
        #expect(token != FormToken(for: Self.secret + "x").text)
        #expect(token.count == 64 && !token.contains(Self.secret))
    }

    @Test(arguments: ["", "csrf_token", "a=1&csrf_token=ab", "--x\r\nname=\"b\"\r\n\r\nab\r\n"])
    func `a body whose first field is another has none`(body: String) {
        #expect(FormToken.token(in: body) == nil)
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct AccessGuardTests {
    @Test func `requires the token and keeps it in a cookie`() async throws {
        try await StudioFixture(token: "s3cret").run { client, _ in
            let refused = try await client.execute(uri: "/", method: .get)
            #expect(refused.status == .unauthorized)
            #expect(refused.text.contains("needs its access token"))

            let welcome = try await client.execute(uri: "/?token=s3cret", method: .get)
            #expect(welcome.status == .seeOther)
            #expect(welcome.headers[.location] == "/")
            let cookie = try #require(welcome.headers[.setCookie])
            #expect(cookie.contains("HttpOnly; SameSite=Strict"))

            let pair = String(cookie.prefix { $0 != ";" })
            let home = try await client.execute(uri: "/", method: .get, headers: [.cookie: pair])
            #expect(home.status == .ok)
        }
    }

    @Test func `the token leaves the address, and the rest of it stays`() async throws {
        try await StudioFixture(token: "s3cret").run { client, _ in
            for (address, rest) in [
                ("/models/x?a=1&token=s3cret&b=2%203", "/models/x?a=1&b=2%203"),
                ("/models/x?token=s3cret", "/models/x"),
                // Such a path would lead to another site.
                ("//evil.example/?token=s3cret", "/"),
            ] {
                let welcome = try await client.execute(uri: address, method: .get)
                #expect(welcome.status == .seeOther)
                #expect(welcome.headers[.location] == rest)
            }
            let json = try await client.execute(uri: "/index.json?token=s3cret", method: .get)
            #expect(json.status == .ok)
        }
    }

    @Test func `a link on another site leads to a page that leads on`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await client.execute(
                uri: "/models/x",
                method: .get,
                headers: [.init("Sec-Fetch-Site")!: "cross-site"]
            )
            #expect(reply.status == .forbidden)
            #expect(reply.text.contains("href=\"/models/x\">Open the page"))
        }
    }

    @Test func `refuses a wrong token`() async throws {
        try await StudioFixture(token: "s3cret").run { client, _ in
            let wrong = try await client.execute(uri: "/index.json?token=s3creT", method: .get)
            #expect(wrong.status == .unauthorized)
            #expect(wrong.headers[.contentType] == "application/json")
        }
    }

    @Test func `refuses a form sent from another site`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await client.execute(
                uri: "/jobs/x/abort",
                method: .post,
                headers: [.origin: "http://evil.example"]
            )
            #expect(reply.status == .forbidden)
            #expect(reply.text.contains("came from another site"))
        }
    }

    @Test(arguments: [
        ("127.0.0.1:5000", "127.0.0.1"), ("[::1]:80", "::1"), ("Evil.Example", "evil.example"),
    ])
    func `reads the name out of a Host header`(authority: String, name: String) {
        #expect(AccessGuard.hostName(authority) == name)
    }

    @Test func `forbids scripts that are not its own and frames`() async throws {
        try await StudioFixture().run { client, _ in
            let home = try await client.execute(uri: "/", method: .get)
            let policy = try #require(home.headers[.contentSecurityPolicy])
            #expect(policy.contains("default-src 'self'"))
            #expect(!policy.contains("script-src"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(home.headers[.xContentTypeOptions] == "nosniff")
            #expect(!home.text.contains("<script>"))
        }
    }
}

@Suite struct DataRootTests {
    private let root = FileManager.default.temporaryDirectory
        .appendingPathComponent("crema-root-\(UUID().uuidString)")

    private func made() throws -> DataRoot {
        let inside = root.appendingPathComponent("images")
        try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: root.appendingPathComponent("out"),
            withDestinationURL: URL(fileURLWithPath: "/etc")
        )
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: root.path + "-beside"),
            withIntermediateDirectories: true
        )
        return DataRoot(root)
    }

    @Test func `accepts what is below it, absolute or relative`() throws {
        let data = try made()
        #expect(try data.resolve("images").lastPathComponent == "images")
        let absolute = root.appendingPathComponent("images").path
        #expect(try data.resolve(absolute) == data.resolve("images"))
    }

    @Test(arguments: ["../", "/etc/passwd", "out", "out/passwd", "images/../..", "nowhere", "a\0"])
    func `refuses what leads outside or does not exist`(path: String) throws {
        let data = try made()
        #expect(throws: StudioError.self) { try data.resolve(path) }
    }

    @Test func `a folder whose name merely begins the same is outside`() throws {
        let data = try made()
        #expect(throws: StudioError.self) { try data.resolve(root.path + "-beside") }
    }
}

@Suite struct FormTests {
    private func form(_ text: String, type: String) async throws -> Form {
        let request = Request(
            head: HTTPRequest(
                method: .post,
                scheme: "http",
                authority: "localhost",
                path: "/",
                headerFields: [.contentType: type]
            ),
            body: RequestBody(buffer: ByteBuffer(string: text))
        )
        return try await Form(request, limit: 1 << 20)
    }

    @Test func `reads fields and files of a multipart body`() async throws {
        let sent = TestForm(
            fields: ["name": "LeNet \u{e9}"],
            files: ["file": ("../../etc/passwd", Data([0, 13, 10, 45, 45, 255]))]
        )
        let form = try await form2(sent)
        #expect(form["name"] == "LeNet é")
        #expect(form.files["file"]?.name == "passwd")
        #expect(form.files["file"]?.data == Data([0, 13, 10, 45, 45, 255]))
    }

    private func form2(_ sent: TestForm) async throws -> Form {
        let request = Request(
            head: HTTPRequest(
                method: .post,
                scheme: "http",
                authority: "localhost",
                path: "/",
                headerFields: TestForm.headers
            ),
            body: RequestBody(buffer: sent.body)
        )
        return try await Form(request, limit: 1 << 20)
    }

    @Test func `reads an url-encoded body`() async throws {
        let form = try await form(
            "a=1+2%3D3&b=&c",
            type: "application/x-www-form-urlencoded"
        )
        #expect(form.fields == ["a": "1 2=3", "b": "", "c": ""])
    }

    @Test(arguments: ["", "--x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhal"])
    func `refuses a multipart body that is cut off`(text: String) async throws {
        await #expect(throws: StudioError.self) {
            _ = try await form(text, type: "multipart/form-data; boundary=x")
        }
    }

    @Test func `reads an url-encoded body as browsers write it`() async throws {
        let form = try await form(
            "%C3%A9=a%26b&x=%ZZ%4&n=1%0D%0A2&&=only",
            type: "application/x-www-form-urlencoded"
        )
        #expect(form.fields == ["é": "a&b", "x": "%ZZ%4", "n": "1\n2", "": "only"])
    }

    @Test func `refuses a form with too many fields`() async throws {
        let pairs = String(repeating: "a=1&", count: 200_000)
        let error = await #expect(throws: StudioError.self) {
            _ = try await form(pairs, type: "application/x-www-form-urlencoded")
        }
        #expect(error?.status == .badRequest)
        #expect(
            error?.description
                == "The form has more than 500 fields; no form of the studio has so many."
        )
    }

    @Test func `refuses a body that is too large, announced or not`() async throws {
        let text = "a=" + String(repeating: "1", count: 1 << 20)
        for length in [nil, "1048578", "9223372036854775807"] {
            var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            headers[.contentLength] = length
            let request = Request(
                head: HTTPRequest(
                    method: .post,
                    scheme: "http",
                    authority: "localhost",
                    path: "/",
                    headerFields: headers
                ),
                body: RequestBody(buffer: ByteBuffer(string: text))
            )
            let error = await #expect(throws: StudioError.self) {
                _ = try await Form(request, limit: 1 << 20)
            }
            #expect(error?.status == .contentTooLarge)
            #expect(error?.description == "That is too large: at most 1.0 MB can be sent here.")
        }
    }

    @Test(arguments: ["-", "\r\n--x", "\r\n--", "\r"])
    func `reads a part that contains what looks like its end`(piece: String) async throws {
        let value = String(repeating: piece, count: 100_000) + "\n"
        let body =
            "--xy\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a;b.png\"\r\n\r\n"
            + value + "\r\n--xy--\r\n"
        let form = try await form(body, type: "multipart/form-data; boundary=xy")
        #expect(form.files["a"]?.name == "a;b.png")
        #expect(form.files["a"]?.data == Data(value.utf8))
    }

    @Test func `refuses a body that is not a form`() async throws {
        await #expect(throws: StudioError.self) { _ = try await form("{}", type: "text/plain") }
    }
}

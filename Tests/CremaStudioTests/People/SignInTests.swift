import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

extension StudioFixture {
    static let password = "correct horse"

    /// Adds a user with `password`.
    func add(_ name: String, _ role: Role) throws {
        var users = try UserList(in: options.jobsFolder)
        try users.add(name, role, password: Self.password)
        try users.keep(in: options.jobsFolder)
    }
}

@Suite struct SignInTests {
    private func signIn(
        _ client: StudioClient,
        _ name: String,
        _ password: String,
        uri: String = "/login"
    ) async throws -> StudioReply {
        let fields = ["username": name, "password": password]
        return try await client.execute(
            uri: uri,
            method: .post,
            headers: TestForm.headers,
            body: TestForm(fields: fields).body
        )
    }

    private func cookie(_ reply: StudioReply) throws -> HTTPFields {
        [.cookie: String(try #require(reply.headers[.setCookie]).prefix { $0 != ";" })]
    }

    @Test func `a name and its password open the studio, and the token does not any more`()
        async throws
    {
        let fixture = try StudioFixture(token: "s3cret-of-the-studio")
        try fixture.add("anna", .administer)
        try await fixture.run { client, _ in
            let page = try await client.execute(uri: "/settings", method: .get)
            #expect(page.status == .unauthorized)
            #expect(page.text.contains("action=\"/login?path=%2Fsettings\""))
            for shown in ["/?token=s3cret-of-the-studio", "/"] {
                let reply = try await client.execute(
                    uri: shown,
                    method: .get,
                    headers: [.cookie: "crema_token=s3cret-of-the-studio"]
                )
                #expect(reply.status == .unauthorized)
            }
            let reply = try await signIn(
                client,
                "anna",
                StudioFixture.password,
                uri: "/login?path=%2Fsettings"
            )
            #expect(reply.status == .seeOther)
            #expect(reply.headers[.location] == "/settings")
            let set = try #require(reply.headers[.setCookie])
            #expect(set.contains("HttpOnly; SameSite=Strict"))
            let home = try await client.execute(uri: "/", method: .get, headers: cookie(reply))
            #expect(home.status == .ok)
            #expect(home.text.contains("<span class=\"user-name\">anna</span>"))
        }
    }

    @Test func `a wrong password and an unknown name get the same answer`() async throws {
        let fixture = try StudioFixture()
        try fixture.add("anna", .administer)
        try await fixture.run { client, _ in
            for (name, password) in [("anna", "wrong horse"), ("nobody", StudioFixture.password)] {
                let reply = try await signIn(client, name, password, uri: "/login.json")
                #expect(reply.status == .unauthorized)
                #expect(reply.text.contains(#""message":"The name or the password is wrong.""#))
                #expect(reply.headers[.setCookie] == nil)
            }
        }
    }

    @Test func `who guesses must wait, even for the right password`() async throws {
        let fixture = try StudioFixture()
        try fixture.add("anna", .administer)
        let users = try UserList(in: fixture.options.jobsFolder)
        let (check, start) = (PasswordCheck(), ContinuousClock.now)
        for _ in 0..<5 {
            await #expect(throws: StudioError.self) {
                try await check.user("anna", "wrong horse", in: users, now: start)
            }
        }
        let refused = await #expect(throws: StudioError.self) {
            try await check.user("anna", StudioFixture.password, in: users, now: start)
        }
        #expect(refused?.status == .tooManyRequests)
        let later = start + .seconds(2)
        let entry = try await check.user("anna", StudioFixture.password, in: users, now: later)
        #expect(entry.name == "anna")
    }

    @Test func `whoever is removed, or has another password, is signed out`() async throws {
        let fixture = try StudioFixture()
        try fixture.add("anna", .administer)
        try fixture.add("ben", .look)
        try await fixture.run { client, _ in
            let jobs = fixture.options.jobsFolder
            for (name, uri) in [("anna", "/"), ("ben", "/")] {
                let reply = try await signIn(client, name, StudioFixture.password)
                let headers = try cookie(reply)
                let before = try await client.execute(uri: uri, method: .get, headers: headers)
                #expect(before.status == .ok)
                var users = try UserList(in: jobs)
                if name == "anna" {
                    try users.setPassword("another horse", of: name)
                } else {
                    try users.remove(name)
                }
                try users.keep(in: jobs)
                let after = try await client.execute(uri: uri, method: .get, headers: headers)
                #expect(after.status == .unauthorized)
            }
        }
    }

    @Test func `another role holds at once, and signing out ends the session`() async throws {
        let fixture = try StudioFixture()
        try fixture.add("anna", .administer)
        try await fixture.run { client, _ in
            let headers = try cookie(await signIn(client, "anna", StudioFixture.password))
            var users = try UserList(in: fixture.options.jobsFolder)
            try users.setRole(.look, of: "anna")
            try users.keep(in: fixture.options.jobsFolder)
            let refused = try await client.execute(uri: "/settings", method: .get, headers: headers)
            #expect(refused.status == .forbidden)
            let out = try await client.execute(uri: "/logout", method: .get, headers: headers)
            #expect(out.headers[.location] == "/login")
            let home = try await client.execute(uri: "/", method: .get, headers: headers)
            #expect(home.status == .unauthorized)
        }
    }

    @Test func `a script signs in for a token of its own`() async throws {
        struct Reply: Decodable { var username, role, token: String }
        let fixture = try StudioFixture()
        try fixture.add("anna", .train)
        try await fixture.run { client, _ in
            let text = try await signIn(
                client,
                "anna",
                StudioFixture.password,
                uri: "/login.json"
            ).text
            let reply = try JSONDecoder().decode(Reply.self, from: Data(text.utf8))
            #expect((reply.username, reply.role) == ("anna", "train"))
            let drawn = try await client.execute(
                uri: "/models/customize?network=lenet",
                method: .post,
                headers: [.authorization: "Bearer \(reply.token)"]
            )
            #expect(drawn.status == .ok)
        }
    }

    @Test func `a damaged list of users admits nobody`() async throws {
        let fixture = try StudioFixture()
        try fixture.add("anna", .administer)
        let file = fixture.options.jobsFolder.appendingPathComponent(".users.json")
        try Data("{".utf8).write(to: file)
        try await fixture.run { client, _ in
            #expect(try await client.execute(uri: "/", method: .get).status == .unauthorized)
            let reply = try await signIn(client, "anna", StudioFixture.password)
            #expect(reply.status == .serviceUnavailable)
        }
    }

    @Test func `without users a name alone is taken, as in DIGITS, and jobs are listed under it`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let reply = try await client.execute(
                uri: "/login",
                method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "username=anna.b-c_1")
            )
            #expect(reply.status == .seeOther)
            let made = try await client.execute(
                uri: "/datasets/images/classification.json",
                method: .post,
                headers: cookie(reply).merging(TestForm.headers),
                body: TestForm(fields: ["method": "mnist", "dataset_name": "Digits"]).body
            )
            #expect(made.status == .ok, "\(made.text)")
            #expect(await studio.store.all().map(\.owner) == ["anna.b-c_1"])

            let wrong = try await signIn(client, "a b", "", uri: "/login.json")
            #expect(wrong.status == .badRequest)
        }
    }

    @Test func `the list of users is for its owner's eyes, and has no password in it`() throws {
        let fixture = try StudioFixture()
        try fixture.add("anna", .administer)
        let file = fixture.options.jobsFolder.appendingPathComponent(".users.json").path
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("$argon2id$") && !text.contains(StudioFixture.password))
    }

    @Test(arguments: ["", "a b", "ä", "a/b", String(repeating: "a", count: 65)])
    func `refuses a name that cannot be one`(name: String) {
        var users = UserList()
        #expect(throws: StudioError.self) {
            try users.add(name, .look, password: StudioFixture.password)
        }
        #expect(throws: StudioError.self) { try users.add("anna", .look, password: "short") }
        #expect(users.users.isEmpty)
    }
}

extension HTTPFields {
    fileprivate func merging(_ others: HTTPFields) -> HTTPFields {
        var all = self
        for field in others { all.append(field) }
        return all
    }
}

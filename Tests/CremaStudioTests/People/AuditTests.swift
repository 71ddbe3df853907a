import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct AuditTests {
    private func entries(of studio: Studio, file: String = ".audit.jsonl") throws
        -> [AuditLog.Entry]
    {
        let url = studio.store.folder.appendingPathComponent(file)
        return try Data(contentsOf: url).split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(AuditLog.Entry.self, from: $0) }
    }

    @Test func `a change is logged with its sender, route, job and outcome`() async throws {
        let fixture = try StudioFixture()
        try fixture.add("anna", .train)
        try await fixture.run { client, studio in
            var headers = TestForm.headers
            headers[.accept] = "application/json"
            let signedIn = try await client.execute(
                uri: "/login",
                method: .post,
                headers: headers,
                body: TestForm(fields: ["username": "anna", "password": StudioFixture.password])
                    .body
            )
            #expect(signedIn.status == .ok)
            let entry = try #require(try studio.people.file.users().find("anna"))
            headers[.authorization] = "Bearer \(studio.people.sessions.begin(entry))"
            _ = try await client.execute(
                uri: "/datasets/images/classification",
                method: .post,
                headers: headers,
                body: TestForm(fields: ["method": "mnist", "dataset_name": "Mine"]).body
            )
            let id = try #require(await studio.store.all().first).id
            _ = try await client.execute(
                uri: "/group",
                method: .post,
                headers: headers,
                body: TestForm(fields: ["job_ids[]": id, "group_name": "g"]).body
            )
            _ = try await client.execute(uri: "/jobs/\(id)", method: .delete, headers: headers)
            _ = try await client.execute(uri: "/settings", method: .get, headers: headers)
            let found = try entries(of: studio).map { entry in
                "\(entry.user) \(entry.method) \(entry.route) \(entry.jobs) \(entry.status)"
            }
            #expect(
                found == [
                    "anna POST /login [] 200",
                    "anna POST /datasets/images/classification [\"\(id)\"] 200",
                    "anna POST /group [\"\(id)\"] 200",
                    "anna DELETE /jobs/{id} [\"\(id)\"] 200",
                    "anna GET /settings [] 403",
                ]
            )
        }
    }

    @Test func `no password and no token is logged, and the file is for its owner's eyes`()
        async throws
    {
        let token = "s3cret-of-the-studio"
        try await StudioFixture(token: token).run { client, studio in
            for uri in ["/?token=\(token)x", "/settings?token=\(token)", "/\(token)"] {
                _ = try await client.execute(
                    uri: uri,
                    method: .post,
                    headers: TestForm.headers,
                    body: TestForm(fields: ["password": "correct horse"]).body
                )
            }
            let file = studio.store.folder.appendingPathComponent(".audit.jsonl")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains(token) && !text.contains("horse"))
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `what is looked at, or tried out in a form, is not logged`() async throws {
        try await StudioFixture().run { client, studio in
            for (method, uri) in [
                (HTTPRequest.Method.get, "/"), (.post, "/models/visualize-lr"),
                (.post, "/models/cost"), (.post, "/models/check-layers"),
            ] {
                _ = try await client.execute(uri: uri, method: method, headers: TestForm.headers)
            }
            let file = studio.store.folder.appendingPathComponent(".audit.jsonl")
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
    }

    @Test func `the log is bounded: the file before the last one goes`() async throws {
        let studio = try await StudioApp.makeStudio(StudioFixture().options)
        let log = AuditLog(in: studio.store.folder, mostBytes: 1000)
        for status in 0..<100 {
            try log.add(
                AuditLog.Entry(
                    time: "2026-01-01T00:00:00Z",
                    user: "anna",
                    method: "POST",
                    route: "/group",
                    jobs: [],
                    status: status
                )
            )
        }
        let kept = try entries(of: studio, file: ".audit.1.jsonl") + entries(of: studio)
        #expect(kept.count < 30)
        #expect(kept.map(\.status) == Array((100 - kept.count)..<100))
    }

    @Test func `administrators read the log page by page, the newest request first`() async throws {
        let fixture = try StudioFixture()
        try await fixture.run { client, studio in
            let log = AuditLog(in: studio.store.folder)
            for number in 0..<150 {
                try log.add(
                    .init(
                        time: "2026-11-29T10:00:00Z",
                        user: "anna",
                        method: "PUT",
                        route: "/jobs/{id}",
                        jobs: ["job-\(number)<"],
                        status: number == 149 ? 403 : 200
                    )
                )
            }
            let file = studio.store.folder.appendingPathComponent(".audit.jsonl")
            let handle = try FileHandle(forWritingTo: file)
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("{\"time\": \"torn".utf8))
            try handle.close()
            let first = try await client.execute(uri: "/audit", method: .get)
            #expect(first.status == .ok)
            #expect(first.text.contains("job-149&lt;"))
            #expect(!first.text.contains("job-40&lt;"))
            #expect(first.text.contains("29 Nov 2026, 10:00"))
            #expect(first.text.contains("href=\"/audit?page=2\""))
            let second = try await client.execute(uri: "/audit.json?page=2", method: .get)
            let rows = try JSONDecoder().decode(
                [String: [AuditLog.Entry]].self,
                from: Data(second.body.readableBytesView)
            )
            #expect(rows["requests"]?.first?.jobs == ["job-50<"])
            #expect(rows["requests"]?.last?.jobs == ["job-0<"])
            for page in ["0", "-1", "9223372036854775807"] {
                let reply = try await client.execute(uri: "/audit?page=\(page)", method: .get)
                #expect(reply.status == .notFound)
            }
        }
    }
}

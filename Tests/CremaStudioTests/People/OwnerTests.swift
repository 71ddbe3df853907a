import CremaEvents
import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct OwnerTests {
    /// A studio with one user of each role, and a data set of somebody.
    private func run(
        ownedBy owner: String,
        _ test:
            @escaping @Sendable (
                _ send:
                    @Sendable (_ role: Role, HTTPRequest.Method, String, [String: String])
                    async throws -> StudioReply,
                Studio, _ id: String
            ) async throws -> Void
    ) async throws {
        let fixture = try StudioFixture()
        for role in Role.allCases { try fixture.add(role.rawValue, role) }
        try await fixture.run { client, studio in
            var job = Job(.dataset(DatasetSettings(name: "Digits", MNISTDataset())))
            job.owner = owner
            try await studio.store.create(job)
            let users = try studio.people.file.users()
            let send:
                @Sendable (Role, HTTPRequest.Method, String, [String: String]) async throws
                    -> StudioReply = { role, method, path, fields in
                        let entry = try #require(users.find(role.rawValue))
                        var headers = TestForm.headers
                        headers[.authorization] = "Bearer \(studio.people.sessions.begin(entry))"
                        headers[.accept] = "application/json"
                        return try await client.execute(
                            uri: path,
                            method: method,
                            headers: headers,
                            body: fields.isEmpty ? nil : TestForm(fields: fields).body
                        )
                    }
            try await test(send, studio, job.id)
        }
    }

    @Test func `whoever makes a job owns it, and that is kept and shown`() async throws {
        try await run(ownedBy: "") { send, studio, _ in
            let made = try await send(
                .train,
                .post,
                "/datasets/images/classification",
                ["method": "mnist", "dataset_name": "Mine"]
            )
            #expect(made.status == .ok, "\(made.text)")
            let job = try #require(await studio.store.all().first { $0.name == "Mine" })
            #expect(job.owner == "train")
            #expect(try studio.store.jobFolder(job.id).job().owner == "train")
            let reply = try await send(.look, .get, job.path, [:])
            #expect(reply.text.contains(#""username":"train""#))
        }
    }

    @Test func `only the owner and administrators change, abort and delete a job`() async throws {
        for (owner, expected) in [
            ("train", [Role.train, .administer]), ("look", [.administer]), ("", [.administer]),
        ] {
            try await run(ownedBy: owner) { send, studio, id in
                for role in Role.allCases {
                    let requests: [(HTTPRequest.Method, String, [String: String])] = [
                        (.put, "/jobs/\(id)", ["notes": "by \(role)"]),
                        (.put, "/datasets/\(id)", ["notes": "by \(role)"]),
                        (.post, "/group", ["job_ids[]": id, "group_name": "g"]),
                    ]
                    for (method, path, fields) in requests {
                        let reply = try await send(role, method, path, fields)
                        let isAllowed = expected.contains(role)
                        #expect(
                            reply.status == (isAllowed ? .ok : .forbidden),
                            "\(role) \(path) \(owner): \(reply.text)"
                        )
                    }
                    if !expected.contains(role) {
                        for path in ["/jobs/\(id)", "/datasets/\(id)"] {
                            let reply = try await send(role, .delete, path, [:])
                            #expect(reply.status == .forbidden)
                        }
                        let all = try await send(role, .delete, "/jobs", ["job_ids[]": id])
                        #expect(all.status == .forbidden)
                    }
                }
                #expect(await studio.store.find(id) != nil)
                let reply = try await send(expected[0], .delete, "/jobs/\(id)", [:])
                #expect(reply.status == .ok)
            }
        }
    }

    @Test func `only the owner and administrators take a deleted job back`() async throws {
        for (role, status) in [
            (Role.look, HTTPResponse.Status.forbidden), (.train, .forbidden), (.administer, .ok),
        ] {
            try await run(ownedBy: "anna") { send, studio, id in
                _ = try await send(.administer, .delete, "/jobs/\(id)", [:])
                let reply = try await send(role, .post, "/jobs/\(id)/restore", [:])
                #expect(reply.status == status, "\(role): \(reply.text)")
            }
        }
    }

    @Test func `a refusal names the owner`() async throws {
        try await run(ownedBy: "anna") { send, _, id in
            let reply = try await send(.train, .delete, "/jobs/\(id)", [:])
            #expect(
                reply.text.contains(
                    "“Digits” belongs to anna; only anna or an administrator may change it."
                )
            )
        }
    }

    @Test func `paths of the machine are for those who may train`() async throws {
        try await run(ownedBy: "") { send, studio, id in
            // The stream of a job that is over has an end.
            try await studio.store.setStatus(.aborted, of: id)
            let folder = studio.store.folder.path
            let log = studio.store.jobFolder(id).logFile(of: .dataset)
            try Data("reads \(studio.dataRoot.url.path)/images/a.png\n".utf8).write(to: log)
            for path in ["/datasets/\(id)", "/index.json", "/", "/datasets/\(id)/events"] {
                for role in [Role.look, .train] {
                    let text = try await send(role, .get, path, [:]).text
                    let shows = text.contains(folder) || text.contains(studio.dataRoot.url.path)
                    #expect(!shows || role == .train, "\(path): \(text)")
                }
            }
            let json = try await send(.train, .get, "/datasets/\(id)", [:]).text
            #expect(json.contains("\"directory\":\"\(folder)/\(id)\""))
        }
    }
}

import CremaEngine
import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct HomePageTests {
    @Test func `an empty home page shows what to do first`() async throws {
        try await StudioFixture().run { client, _ in
            let home = try await client.execute(uri: "/", method: .get)
            #expect(home.status == .ok)
            #expect(home.text.contains("Make the first data set"))
            #expect(home.text.contains("No models yet"))
        }
    }

    @Test func `lists jobs and escapes their names`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset("<b>bold</b>")
            _ = try await studio.wait(for: id)
            let home = try await client.execute(uri: "/", method: .get)
            #expect(home.text.contains("&lt;b&gt;bold&lt;/b&gt;"))
            #expect(!home.text.contains("<b>bold"))
            #expect(home.text.contains("/datasets/\(id)"))
        }
    }

    @Test(arguments: ["/index.json", "/"])
    func `returns the same lists as JSON`(uri: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset("digits")
            _ = try await studio.wait(for: id)
            let reply = try await client.execute(
                uri: uri,
                method: .get,
                headers: [.accept: "application/json"]
            )
            let lists = try JSONDecoder().decode(
                Lists.self,
                from: Data(reply.body.readableBytesView)
            )
            #expect(lists.datasets.map(\.id) == [id])
            #expect(lists.datasets.first?.status == "Done")
            #expect(lists.models.isEmpty)
            #expect(lists.version == Version.crema && !lists.server_name.isEmpty)
            #expect(lists.jobs_dir == studio.store.folder.path)
        }
    }

    private struct Lists: Decodable {
        var version, jobs_dir, server_name: String
        var datasets, models: [Listed]
    }

    private struct Listed: Decodable {
        var id: String
        var status: String
    }

    @Test func `an unknown page is reported in words and in JSON`() async throws {
        try await StudioFixture().run { client, _ in
            let page = try await client.execute(uri: "/nowhere", method: .get)
            #expect(page.status == .notFound)
            #expect(page.text.contains("There is no page “/nowhere”."))
            let json = try await client.execute(
                uri: "/jobs/20200101-000000-abcd.json",
                method: .get
            )
            #expect(json.status == .notFound)
            #expect(json.text.contains("There is no job"))
        }
    }
}

@Suite struct JobActionsTests {
    @Test func `returns the status, and refuses to abort a finished job`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset("digits")
            _ = try await studio.wait(for: id)
            let status = try await client.execute(uri: "/datasets/\(id)/status", method: .get)
            #expect(
                status.text == #"{"error":null,"name":"digits","status":"Done","type":"#
                    + #""Image Classification Dataset"}"#
            )
            let abort = try await abort(id, client)
            #expect(abort.status == .forbidden)
            #expect(abort.text.contains("it is Done"))
        }
    }

    /// Aborts a job again and again until its process, which may outlive its last event a little,
    /// is gone.
    private func abort(_ id: String, _ client: StudioClient) async throws -> StudioReply {
        while true {
            let reply = try await client.execute(
                uri: "/jobs/\(id)/abort",
                method: .post,
                headers: [.accept: "application/json"]
            )
            guard reply.status == .ok else { return reply }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func `deletes a running job with its folder`() async throws {
        try await StudioFixture(script: "sleep 600").run { client, studio in
            let id = try await studio.startDataset()
            let reply = try await client.execute(uri: "/jobs/\(id)", method: .delete)
            #expect(reply.status == .ok)
            let folder = studio.store.jobFolder(id).path
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test func `keeps a data set that a model uses`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset()
            try await studio.store.create(
                Job(.model(ModelSettings(name: "LeNet", dataset: id)))
            )
            let reply = try await client.execute(uri: "/jobs/\(id)", method: .delete)
            #expect(reply.status == .forbidden)
            #expect(reply.text.contains("LeNet"))
        }
    }

    @Test(arguments: ["..%2Fjob.json", "%2e%2e", ".hidden", "missing.txt", "sub"])
    func `serves only plain files of the job`(name: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset()
            let folder = studio.store.jobFolder(id)
            try Data("x".utf8).write(to: folder.file(".hidden"))
            try FileManager.default.createDirectory(
                at: folder.file("sub"),
                withIntermediateDirectories: true
            )
            let reply = try await client.execute(uri: "/jobs/\(id)/files/\(name)", method: .get)
            #expect(reply.status == .notFound)
            let job = try await client.execute(uri: "/jobs/\(id)/files/job.json", method: .get)
            #expect(job.status == .ok)
            #expect(job.headers[.contentType] == "text/plain; charset=utf-8")
        }
    }
}

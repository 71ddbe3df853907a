import CremaData
import CremaJobs
import CremaRuns
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct VersionPageTests {
    private func send(
        _ fields: [String: String],
        of id: String,
        _ client: StudioClient
    ) async throws -> StudioReply {
        try await client.execute(
            uri: "/datasets/\(id)/versions",
            method: .post,
            headers: TestForm.headers,
            body: TestForm(fields: fields).body
        )
    }

    @Test func `the images page offers what becomes of images, and the form proposes a name`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let id = try await DatasetPageTests().makeDataset(studio)
            let page = try await client.execute(uri: "/datasets/\(id)/explore", method: .get)
            for words in ["data-pick", "data-place=\"train/0\"", "<option value=\"1\">light<"] {
                #expect(page.text.contains(words), "\(words)")
            }
            let form = try await client.execute(uri: "/datasets/\(id)/versions/new", method: .get)
            #expect(form.text.contains("value=\"Pictures (2)\""))
            #expect(form.text.contains("action=\"/datasets/\(id)/versions\""))
        }
    }

    @Test func `a new version refers to its predecessor, whose clone has the same changes`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let id = try await DatasetPageTests().makeDataset(studio)
            let reply = try await send(
                ["dataset_name": "Fewer", "version_changes": "train/0=- val/1=0"],
                of: id,
                client
            )
            let path = try #require(reply.headers[.location], "\(reply.text)")
            let version = String(path.split(separator: "/").last ?? "")
            _ = try await studio.wait(for: version)
            let run = try #require(try studio.run(of: version) as? BuildDatasetRun)
            let kind = try #require(run.settings.version)
            #expect(kind.original == studio.store.jobFolder(id).path)
            #expect(kind.originalID == id)
            let page = try await client.execute(uri: path, method: .get)
            #expect(page.text.contains("A new version of <a href=\"/datasets/\(id)\">Pictures</a>"))
            #expect(page.text.contains("1 left out, 1 given another label."))
            let clone = try await client.execute(uri: "/clone/\(version)", method: .get)
            let form = try await client.execute(
                uri: try #require(clone.headers[.location]),
                method: .get
            )
            #expect(form.text.contains("value=\"train/0=- val/1=0\""))
            #expect(form.text.contains("value=\"Fewer\""))
        }
    }

    @Test(arguments: [
        (["version_changes": ""], "Add images, or leave out or relabel some"),
        (["version_changes": "x"], "The changes cannot be read"),
        (["version_images": "nowhere"], "nowhere"),
        (["version_changes": "train/0=-", "dataset_name": ""], "A data set needs a name."),
        (["version_changes": "train/0=-", "version_of": "/etc"], "version_of"),
    ])
    func `what is wrong with a new version is shown in its form`(
        fields: [String: String],
        words: String
    ) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await DatasetPageTests().makeDataset(studio)
            let fields = ["dataset_name": "Fewer"].merging(fields) { $1 }
            let reply = try await send(fields, of: id, client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains(words), "\(reply.text)")
            #expect(try await studio.store.all().count == 1)
        }
    }

    @Test func `the general form makes no versions, as it cannot name a data set`() async throws {
        try await StudioFixture().run { client, studio in
            let reply = try await client.execute(
                uri: "/datasets/images/classification.json",
                method: .post,
                headers: TestForm.headers,
                body: TestForm(fields: ["method": "version", "dataset_name": "x"]).body
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("Name the folder of a data set."))
        }
    }

    @Test func `counts on in the name of a version`() {
        #expect(VersionPage.nextName(after: "Cats") == "Cats (2)")
        #expect(VersionPage.nextName(after: "Cats (2)") == "Cats (3)")
        #expect(VersionPage.nextName(after: "Cats (999999999)") == "Cats (999999999) (2)")
    }
}

import CremaData
import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct NewDatasetPageTests {
    private let address = "/datasets/images/classification"

    @Test(arguments: [("mnist", "MNIST"), ("fashion-mnist", "Fashion-MNIST")])
    func `makes a ready-made data set at the press of a button`(method: String, name: String)
        async throws
    {
        try await StudioFixture(script: "echo \"$@\" > arguments; exit 0").run { client, studio in
            let page = try await client.execute(uri: "\(address)/new", method: .get)
            #expect(page.text.contains("Create \(name)"))
            let sent = TestForm(fields: ["method": method])
            let reply = try await client.execute(
                uri: address,
                method: .post,
                headers: TestForm.headers,
                body: sent.body
            )
            #expect(reply.status == .seeOther)
            let job = try #require(try await studio.store.all().first)
            #expect(reply.headers[.location] == "/datasets/\(job.id)")
            #expect(job.name == name)
            _ = try await studio.wait(for: job.id)
            let folder = studio.store.jobFolder(job.id)
            let arguments = try String(contentsOf: folder.file("arguments"), encoding: .utf8)
            #expect(arguments == "run \(folder.path)/run.json\n")
            let run = try studio.run(of: job.id) as? BuildDatasetRun
            #expect(run?.settings.method == method && run?.folder == folder.path)
        }
    }

    @Test func `accepts a folder below the data root`() async throws {
        let fixture = try StudioFixture(script: "exit 0")
        let images = fixture.options.dataRoot.appendingPathComponent("flowers")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        try await fixture.run { client, studio in
            let sent = TestForm(fields: [
                "method": "folder", "dataset_name": "Flowers", "folder_train": "flowers",
                "resize_width": "32", "resize_height": "24", "resize_channels": "1",
            ])
            var headers = TestForm.headers
            headers[.accept] = "application/json"
            let reply = try await client.execute(
                uri: "\(address).json",
                method: .post,
                headers: headers,
                body: sent.body
            )
            #expect(reply.status == .ok)
            let job = try #require(try await studio.store.all().first)
            #expect(reply.text.contains(#""id":"\#(job.id)""#))
            _ = try await studio.wait(for: job.id)
            let run = try studio.run(of: job.id) as? BuildDatasetRun
            let kind = try #require(run?.settings.kind as? FolderDataset)
            let format = kind.format
            #expect((format.width, format.height, format.resizeMode) == (32, 24, .squash))
            #expect(format.channels == .grey && kind.images.hasSuffix("/flowers"))
        }
    }

    @Test func `takes folders for validation and tests, and what records hold`() async throws {
        let fixture = try StudioFixture(script: "exit 0")
        for name in ["train", "val", "test"] {
            let images = fixture.options.dataRoot.appendingPathComponent("flowers/\(name)")
            try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        }
        try await fixture.run { client, studio in
            let sent = TestForm(fields: [
                "method": "folder", "dataset_name": "Flowers", "folder_train": "flowers/train",
                "has_val_folder": "y", "folder_val": "flowers/val",
                "folder_val_min_per_class": "3", "folder_val_max_per_class": "9",
                // Naming the folder is enough.
                "folder_test": "flowers/test", "encoding": "jpg", "jpeg_quality": "70",
            ])
            let reply = try await client.execute(
                uri: "\(address).json",
                method: .post,
                headers: TestForm.headers,
                body: sent.body
            )
            #expect(reply.status == .ok, "\(reply.text)")
            let job = try #require(try await studio.store.all().first)
            _ = try await studio.wait(for: job.id)
            let run = try studio.run(of: job.id) as? BuildDatasetRun
            let kind = try #require(run?.settings.kind as? FolderDataset)
            #expect(kind.validation.isUsed && kind.validation.path.hasSuffix("/flowers/val"))
            #expect(kind.validation.limits.least == 3 && kind.validation.limits.most == 9)
            #expect(kind.test.isUsed && kind.test.path.hasSuffix("/flowers/test"))
            #expect(kind.test.limits.least == 2 && kind.test.limits.most == nil)
            #expect(kind.records.encoding == .jpg && kind.records.jpegQuality == 70)
            let page = try await client.execute(uri: "/datasets/\(job.id)", method: .get)
            #expect(page.text.contains("<dt>Separate test folder</dt><dd>Yes</dd>"))
        }
    }

    @Test func `keeps what was typed and shows each error next to its field`() async throws {
        try await StudioFixture().run { client, studio in
            let sent = TestForm(fields: [
                "method": "folder", "dataset_name": "My \"flowers\"", "folder_train": "../secret",
                "resize_width": "zero", "folder_pct_val": "150",
            ])
            let reply = try await client.execute(
                uri: address,
                method: .post,
                headers: TestForm.headers,
                body: sent.body
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("value=\"My &quot;flowers&quot;\""))
            #expect(reply.text.contains("value=\"../secret\""))
            #expect(reply.text.contains("is not below the data root"))
            #expect(reply.text.contains("&quot;zero&quot; is not a whole number from 1 to 8192."))
            #expect(
                reply.text.contains("&quot;150&quot; is not a number of at least 0 and below 100.")
            )
            #expect(try await studio.store.all().isEmpty)
        }
    }

    @Test func `returns errors by field in JSON`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await client.execute(
                uri: "\(address).json",
                method: .post,
                headers: TestForm.headers,
                body: TestForm(fields: ["resize_mode": "stretch"]).body
            )
            #expect(reply.status == .badRequest)
            #expect(
                Set(try reply.errors().keys) == ["dataset_name", "folder_train", "resize_mode"]
            )
        }
    }
}

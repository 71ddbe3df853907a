import CremaData
import CremaEvents
import CremaJobs
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct TrashTests {
    private func post(_ client: StudioClient, _ path: String) async throws -> StudioReply {
        try await client.execute(
            uri: path,
            method: .post,
            headers: [.accept: "application/json"]
        )
    }

    @Test func `a deleted job comes back with all its files`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.makePictures()
            let folder = studio.store.jobFolder(id)
            let before = try Folder.names(in: folder.path)
            let deleted = try await client.execute(uri: "/jobs/\(id)", method: .delete)
            #expect(deleted.text == #"{"deleted":"\#(id)"}"#)
            #expect(!Folder.exists(folder.path))
            #expect(
                try await client.execute(uri: "/jobs/\(id)/status", method: .get).status.code == 404
            )
            let restored = try await post(client, "/jobs/\(id)/restore")
            #expect(restored.status == .ok)
            #expect(try Folder.names(in: folder.path) == before)
            #expect(try await studio.store.summary(id).jobStatus == .done)
            #expect(try await post(client, "/jobs/\(id)/restore").status == .forbidden)
        }
    }

    @Test(arguments: ["20161124-101530-ab12", "..", "..%2F..%2Fetc", "x.1"])
    func `what is not in the trash is not restored`(id: String) async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await post(client, "/jobs/\(id)/restore")
            #expect(reply.status == .notFound)
        }
    }

    @Test func `a job that was deleted while it ran comes back as aborted`() async throws {
        try await StudioFixture(script: "sleep 600").run { client, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id) { $0.jobStatus == .running }
            _ = try await client.execute(uri: "/jobs/\(id)", method: .delete)
            _ = try await post(client, "/jobs/\(id)/restore")
            #expect(try await studio.store.summary(id).jobStatus == .aborted)
        }
    }

    @Test func `a studio that starts again still has the trash`() async throws {
        let fixture = try StudioFixture()
        let studio = try await StudioApp.makeStudio(fixture.options)
        let id = try await studio.makeDataset("Digits")
        try await studio.delete(id)
        let next = try await openStore(fixture.options.jobsFolder)
        #expect(await next.find(id) == nil)
        #expect(try await next.restore(id).name == "Digits")
    }

    @Test func `the trash is emptied after a day`() throws {
        let place = FileManager.default.temporaryDirectory
            .appendingPathComponent("crema-trash-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let trash = Trash(place: place)
        let now = Date()
        for (name, age) in [("old", 90_000.0), ("young", 80_000)] {
            try Folder.create(place.appendingPathComponent("\(name)/files").path)
            try trash.put(name, now: now.addingTimeInterval(-age))
        }
        trash.sweep(now: now)
        #expect(trash.find("old") == nil)
        #expect(trash.find("young") != nil)
        #expect(try Folder.names(in: place.path) == [".trash"])
    }

    @Test func `a deleted pretrained model comes back`() async throws {
        try await StudioFixture().run { client, studio in
            let id = "20260101-000000-abcd"
            let folder = studio.pretrained.folder.appendingPathComponent(id)
            try Folder.create(folder.path)
            let model = PretrainedModel(
                id: id,
                name: "VGG",
                created: 1,
                channels: 3,
                width: 8,
                height: 8,
                resizeMode: "squash"
            )
            try JSONEncoder().encode(model).write(to: folder.appendingPathComponent("model.json"))
            let path = "/pretrained_models/\(id)"
            _ = try await client.execute(uri: path, method: .delete)
            #expect(studio.pretrained.all() == [])
            #expect(try await post(client, "\(path)/restore").status == .ok)
            #expect(studio.pretrained.all() == [model])
        }
    }
}

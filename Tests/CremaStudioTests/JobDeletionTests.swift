import CremaData
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct JobDeletionTests {
    @Test func `of many deletions at once one succeeds and the others find nothing`() async throws {
        try await StudioFixture(script: "sleep 600").run { client, studio in
            let id = try await studio.startDataset()
            let replies = try await withThrowingTaskGroup(of: (status: Int, text: String).self) {
                group in
                for _ in 0..<53 {
                    group.addTask {
                        let reply = try await client.execute(uri: "/jobs/\(id)", method: .delete)
                        return (reply.status.code, reply.text)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0.status == 404 }.count == 52)
            #expect(!replies.contains { $0.text.contains(studio.store.folder.path) })
            #expect(!Folder.exists(studio.store.jobFolder(id).path))
        }
    }

    @Test func `a data set that a model needs stays`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id)
            let model = Job(.model(ModelSettings(name: "m", dataset: id)))
            try await studio.store.create(model)
            let reply = try await client.execute(uri: "/jobs/\(id)", method: .delete)
            #expect(reply.status == .forbidden)
            #expect(reply.text.contains("“m”"))
            await #expect(throws: StudioError.self) { try await studio.store.delete(id) }
        }
    }

    @Test func `a model whose data set was deleted meanwhile is not made`() async throws {
        try await StudioFixture().run { _, studio in
            let model = Job(.model(ModelSettings(name: "m", dataset: "20161124-101530-ab12")))
            await #expect(throws: StudioError.self) { try await studio.store.create(model) }
            #expect(!Folder.exists(studio.store.jobFolder(model.id).path))
        }
    }

    @Test func `remains of unfinished and half-deleted jobs are removed when a studio starts`()
        async throws
    {
        let fixture = try StudioFixture()
        let jobs = fixture.options.jobsFolder
        for name in [".new-20161124-101530-ab12", ".deleted-20161124-101530-ab12-7"] {
            try Folder.create(jobs.appendingPathComponent("\(name)/train_db").path)
        }
        try Folder.create(jobs.appendingPathComponent("my-own-folder").path)
        try await fixture.run { _, studio in
            let names = try Folder.names(in: studio.store.folder.path)
            #expect(names.filter { !$0.hasPrefix(".index") } == ["my-own-folder"])
        }
    }

    @Test func `a job that cannot be made leaves nothing behind`() throws {
        let fixture = try StudioFixture()
        let jobs = fixture.options.jobsFolder
        let job = Job(.dataset(DatasetSettings(name: "never", MNISTDataset())))
        #expect(throws: JobError.self) {
            _ = try JobFolder.make(job, in: jobs) { _ in throw JobError(.verbatim("no")) }
        }
        #expect(try Folder.names(in: jobs.path).isEmpty)
    }
}

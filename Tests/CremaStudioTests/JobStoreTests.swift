import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Testing

@testable import CremaStudio

@Suite struct JobStoreTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("crema-store-\(UUID().uuidString)")
    private var index: URL { folder.appendingPathComponent(".index.sqlite") }

    private func filledStore() async throws -> (JobStore, Job) {
        let store = try await openStore(folder)
        let job = Job(.dataset(DatasetSettings(name: "digits", MNISTDataset())))
        try await store.create(job)
        try await store.append(.progress(task: "Reading", done: 5, total: 10), to: job.id)
        try await store.setStatus(.done, of: job.id)
        return (store, job)
    }

    @Test(arguments: [nil, "this is not a database"])
    func `is rebuilt from the folders when it is missing or broken`(junk: String?) async throws {
        let (store, job) = try await filledStore()
        let before = try await store.summary(job.id)
        try FileManager.default.removeItem(at: index)
        if let junk { try Data(junk.utf8).write(to: index) }
        let after = try await openStore(folder).summary(job.id)
        #expect(after == before)
        #expect(after.status == "Done")
    }

    @Test func `reads the complete lines before an incomplete last one, and closes it`()
        async throws
    {
        let (store, job) = try await filledStore()
        let file = store.jobFolder(job.id).eventsFile
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(#"{"time":1,"event":"sta"#.utf8))
        let torn = try await store.refresh(job.id)
        #expect(torn.status == "Done")
        #expect(torn.eventCount == 3)

        let closed = try await store.setStatus(.error, of: job.id, .verbatim("late"))
        #expect(closed.status == "Error")
        #expect(closed.message == .verbatim("late"))
        #expect(closed.eventCount == 5)
    }

    @Test func `an event that cannot be written counts, and is written later`() async throws {
        let (store, job) = try await filledStore()
        let (place, aside) = (store.jobFolder(job.id).path, folder.path + "-aside")
        try Folder.rename(place, to: aside)
        try await store.setStatus(.error, of: job.id, Phrase("job.disk_full"))
        #expect(try await store.summary(job.id).status == "Error")
        await store.writeRest()
        try Folder.rename(aside, to: place)
        await store.writeRest()
        #expect(store.jobFolder(job.id).status() == .error)
        let after = try await openStore(folder).summary(job.id)
        #expect(after.message == Phrase("job.disk_full"))
    }

    @Test func `a process's own last event stays last`() async throws {
        let (store, job) = try await filledStore()
        let (place, aside) = (store.jobFolder(job.id).path, folder.path + "-aside")
        try Folder.rename(place, to: aside)
        try await store.setStatus(.running, of: job.id)
        try Folder.rename(aside, to: place)
        try store.jobFolder(job.id).append(.status(.aborted))
        await store.writeRest()
        #expect(try await store.summary(job.id).status == "Aborted")
        #expect(store.jobFolder(job.id).status() == .aborted)
    }

    @Test func `works without an index if there cannot be one`() async throws {
        let (store, job) = try await filledStore()
        try FileManager.default.removeItem(at: index)
        // A link into nowhere can be neither opened nor written.
        try FileManager.default.createSymbolicLink(
            atPath: index.path,
            withDestinationPath: "/nowhere/index"
        )
        _ = try await store.setStatus(.aborted, of: job.id)
        #expect(try await openStore(folder).summary(job.id).status == "Aborted")
    }

    @Test func `forgets a job whose folder was removed`() async throws {
        let (store, job) = try await filledStore()
        try FileManager.default.removeItem(at: store.jobFolder(job.id).url)
        #expect(try await openStore(folder).all().isEmpty)
    }

    @Test func `reads again a job whose events became shorter`() async throws {
        let (store, job) = try await filledStore()
        let line = #"{"time":1,"event":"status","status":"Aborted"}"# + "\n"
        try Data(line.utf8).write(to: store.jobFolder(job.id).eventsFile)
        #expect(try await openStore(folder).summary(job.id).status == "Aborted")
    }

    @Test(arguments: ["../etc", "..", "a/b", "", "20161124-101530-AB12", "x\0y"])
    func `finds no job by a text that is not an id`(id: String) async throws {
        let store = try await openStore(folder)
        await #expect(throws: StudioError.self) { try await store.summary(id) }
    }

    @Test func `ids have DIGITS' form`() {
        let id = Job.makeID(now: Date(timeIntervalSince1970: 1_479_982_530))
        #expect(id.hasPrefix("20161124-101530-"))
        #expect(id.count == 20)
        #expect(Job.isID(id))
    }
}

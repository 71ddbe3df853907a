import CremaData
import CremaJobs
import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct ArchivePageTests {
    /// A tar archive with an empty file.
    private static let archive: Data = {
        var header = Data(count: 512)
        func put(_ text: String, at place: Int) {
            header.replaceSubrange(place..<place + text.utf8.count, with: Data(text.utf8))
        }
        put("cats/1.png", at: 0)
        put("0000644\0", at: 100)
        put("00000000000\0", at: 124)
        put("00000000000\0", at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\0" + "00", at: 257)
        let sum = header.reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        put(String(repeating: "0", count: 6 - digits.count) + digits + "\0 ", at: 148)
        return header + Data(count: 1024)
    }()

    private struct Sent: Decodable {
        var key: String
        var entries: Int
    }

    private func send(_ client: StudioClient, _ data: Data) async throws -> StudioReply {
        try await client.execute(
            uri: "/datasets/archives.json",
            method: .post,
            body: ByteBuffer(bytes: data)
        )
    }

    @Test func `an archive that was sent becomes the images of a data set, and of its clone`()
        async throws
    {
        try await StudioFixture(script: "exit 0").run { client, studio in
            let reply = try await send(client, Self.archive)
            #expect(reply.status == .ok, "\(reply.text)")
            let sent = try JSONDecoder().decode(Sent.self, from: Data(reply.text.utf8))
            #expect(sent.entries == 1)
            let form = TestForm(fields: [
                "method": "folder", "dataset_name": "Cats",
                "folder_train_archive_key": sent.key, "folder_train_archive_name": "cats.tar",
            ])
            let made = try await client.execute(
                uri: "/datasets/images/classification.json",
                method: .post,
                headers: TestForm.headers,
                body: form.body
            )
            #expect(made.status == .ok, "\(made.text)")
            let job = try #require(try await studio.store.all().first)
            let file = studio.store.jobFolder(job.id).file("folder_train.archive")
            #expect(try Data(contentsOf: file) == Self.archive)
            _ = try await studio.wait(for: job.id)
            let run = try studio.run(of: job.id) as? BuildDatasetRun
            #expect((run?.settings.kind as? FolderDataset)?.images == file.path)
            let clone = try await client.execute(
                uri: "/datasets/images/classification/new?clone=\(job.id)",
                method: .get
            )
            #expect(clone.text.contains("name=\"folder_train_archive_key\""))
            #expect(!clone.text.contains(file.path))
        }
    }

    @Test func `what is not an archive is refused in words, and forgotten`() async throws {
        try await StudioFixture().run { client, studio in
            let reply = try await send(client, Data("hello".utf8))
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("neither a zip nor a tar archive"))
            #expect(try Folder.names(in: studio.sentArchives.folder.path).isEmpty)
        }
    }

    @Test func `a small archive may come with the form itself`() async throws {
        try await StudioFixture(script: "exit 0").run { client, studio in
            let form = TestForm(
                fields: ["method": "folder", "dataset_name": "Cats"],
                files: ["folder_train_archive": ("cats.tar", Self.archive)]
            )
            let made = try await client.execute(
                uri: "/datasets/images/classification",
                method: .post,
                headers: TestForm.headers,
                body: form.body
            )
            #expect(made.status == .seeOther, "\(made.text)")
        }
    }
}

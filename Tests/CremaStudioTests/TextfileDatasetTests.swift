import CremaData
import CremaJobs
import Foundation
import Hummingbird
import HummingbirdCore
import Testing

@testable import CremaStudio

/// Data sets of classes from lists, with DIGITS' fields.
@Suite struct TextfileDatasetTests {
    private let address = "/datasets/images/classification.json"

    private func makeImages(_ studio: Studio) throws {
        let images = studio.options.dataRoot.appendingPathComponent("pets")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        for name in ["a.png", "b c.png", "d.png"] {
            try Data().write(to: images.appendingPathComponent(name))
        }
        for (name, text) in [("list.txt", "a.png 0\nb c.png 1\n"), ("labels.txt", "cat\ndog\n")] {
            try Data(text.utf8).write(to: images.appendingPathComponent(name))
        }
    }

    private func send(
        _ fields: [String: String],
        files: [String: String] = [:],
        to client: StudioClient
    ) async throws -> [String: [String]] {
        let usual = ["method": "textfile", "dataset_name": "Pets"]
        let reply = try await client.execute(
            uri: address,
            method: .post,
            headers: TestForm.headers,
            body: TestForm(
                fields: usual.merging(fields) { $1 },
                files: files.mapValues { (name: "mine.txt", data: Data($0.utf8)) }
            ).body
        )
        guard reply.status != .ok else { return [:] }
        #expect(reply.status == .badRequest, "\(reply.text)")
        struct Answer: Decodable { var errors: [String: [String]] }
        return try JSONDecoder().decode(Answer.self, from: Data(reply.body.readableBytesView))
            .errors
    }

    private func madeKind(_ studio: Studio) async throws -> TextfileDataset {
        let job = try #require(try await studio.store.all().first)
        _ = try await studio.wait(for: job.id)
        let run = try studio.run(of: job.id) as? BuildDatasetRun
        return try #require(run?.settings.kind as? TextfileDataset)
    }

    @Test func `lists of the server become a run, DIGITS' way`() async throws {
        try await StudioFixture(script: "exit 0").run { client, studio in
            try makeImages(studio)
            let errors = try await send(
                [
                    "textfile_use_local_files": "y",
                    "textfile_local_train_images": "pets/list.txt", "textfile_use_val": "y",
                    "textfile_local_val_images": "pets/list.txt", "textfile_val_folder": "pets",
                    "textfile_local_labels_file": "pets/labels.txt", "textfile_shuffle": "n",
                    "folder_pct_val": "25", "has_val_folder": "",
                ],
                to: client
            )
            #expect(errors == [:])
            let kind = try await madeKind(studio)
            #expect(!kind.isShuffled && kind.validation.isUsed && !kind.test.isUsed)
            #expect(kind.train.folder == nil)
            #expect(kind.validation.folder?.hasSuffix("/pets") == true)
            let (source, _) = try kind.source { _ in }
            #expect(source.targets == .classes(["cat", "dog"]))
            let names = source.images(of: .train).map(\.name.description)
            #expect(names.map { $0.suffix(11) } == ["/pets/a.png", "ets/b c.png"])
        }
    }

    @Test func `lists that are sent are kept, and their paths lead below the data root`()
        async throws
    {
        try await StudioFixture(script: "exit 0").run { client, studio in
            try makeImages(studio)
            let root = URL(fileURLWithPath: studio.dataRoot.url.path)
            let list = "pets/a.png 0\n\(root.path)/pets/d.png 1\n"
            let errors = try await send(
                [:],
                files: [
                    "textfile_train_images": list, "textfile_labels_file": "cat\ndog",
                    // Sending the list is enough.
                    "textfile_test_images": "pets/a.png 0",
                ],
                to: client
            )
            #expect(errors == [:])
            let kind = try await madeKind(studio)
            #expect(kind.test.isUsed && kind.isShuffled)
            let (source, _) = try kind.source { _ in }
            #expect(source.images(of: .train).count == 2)
            for image in source.images(of: .train) + source.images(of: .test) {
                #expect(Folder.hasFile(image.name.description))
            }
            let outside = try await send(
                [:],
                files: [
                    "textfile_train_images": "/etc/passwd 0", "textfile_labels_file": "cat\ndog",
                ],
                to: client
            )
            let sentence = outside["textfile_local_train_images"]?.first
            #expect(sentence?.contains("mine.txt:1: /etc/passwd does not lead below") == true)
        }
    }

    @Test func `what is wrong is reported at its field`() async throws {
        try await StudioFixture().run { client, studio in
            try makeImages(studio)
            let fields = [
                "textfile_local_train_images": "pets/list.txt",
                "textfile_local_labels_file": "pets/labels.txt",
            ]
            for (others, field, sentence) in [
                (["textfile_local_labels_file": ""], "textfile_local_labels_file", "Name the file"),
                (["textfile_local_train_images": ""], "textfile_local_train_images", "Name the"),
                (["textfile_use_val": "y"], "textfile_local_val_images", "Name the file"),
                (["textfile_train_folder": "."], "textfile_train_folder", "No image of the list"),
                (
                    ["textfile_use_test": "n", "textfile_local_test_images": "pets/list.txt"],
                    "textfile_local_test_images", "value of textfile_use_test"
                ),
                (["folder_train": "pets"], "folder_train", "images come from lists"),
                (
                    ["textfile_local_train_images": "pets/labels.txt"],
                    "textfile_local_train_images", "labels.txt:1: found \"cat\""
                ),
            ] {
                let errors = try await send(fields.merging(others) { $1 }, to: client)
                #expect(errors.keys.sorted() == [field], "\(errors)")
                #expect(errors[field]?.first?.contains(sentence) == true, "\(errors)")
            }
            #expect(try await studio.store.all().isEmpty)
        }
    }
}

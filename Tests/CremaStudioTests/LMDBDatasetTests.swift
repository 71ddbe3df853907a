import CremaData
import CremaJobs
import CremaRuns
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct LMDBDatasetTests {
    /// Makes an LMDB below the data root, with labels from 0 to 2.
    private func makeDatabase(_ studio: Studio, at path: String) throws {
        let database = try LMDB.create(path: path)
        for number in 0..<6 {
            let record = ImageRecord(
                channels: 1,
                height: 2,
                width: 2,
                values: .bytes([1, 2, 3, 4]),
                target: .label(number % 3)
            )
            try database.put(key: Array("\(number)".utf8), value: record.bytes)
        }
        try database.finish()
    }

    private func send(_ fields: [String: String], _ client: StudioClient) async throws
        -> StudioReply
    {
        let fields = ["method": "lmdb", "dataset_name": "Found"].merging(fields) { $1 }
        return try await client.execute(
            uri: "/datasets/images/classification.json",
            method: .post,
            headers: TestForm.headers,
            body: TestForm(fields: fields).body
        )
    }

    @Test func `what is wrong with a database stands at its field`() async throws {
        try await StudioFixture().run { client, studio in
            let root = studio.options.dataRoot
            let outside = root.deletingLastPathComponent().appendingPathComponent("outside").path
            try makeDatabase(studio, at: outside)
            try makeDatabase(studio, at: root.appendingPathComponent("train_lmdb").path)
            let linked = root.appendingPathComponent("linked")
            try FileManager.default.createDirectory(at: linked, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: linked.appendingPathComponent("data.mdb").path,
                withDestinationPath: "\(outside)/data.mdb"
            )
            try Data("a\nb\n".utf8).write(to: root.appendingPathComponent("labels.txt"))
            for (fields, field, words) in [
                ([:], "lmdb_train", "Name the folder of an LMDB."),
                (["lmdb_train": "labels.txt"], "lmdb_train", "labels.txt"),
                (["lmdb_train": "linked"], "lmdb_train", "leads out of the data root"),
                (["lmdb_train": "."], "lmdb_train", "data.mdb"),
                (
                    ["lmdb_train": "train_lmdb", "lmdb_labels": "labels.txt"],
                    "lmdb_labels", "images of class 2, but there are names of 2 classes only"
                ),
            ] {
                let reply = try await send(fields, client)
                #expect(reply.status == .badRequest)
                let sentence = try reply.errors()[field]?.joined()
                #expect(sentence?.contains(words) == true, "\(reply.text)")
            }
            let reply = try await send(["lmdb_train": "train_lmdb"], client)
            #expect(reply.status == .ok, "\(reply.text)")
        }
    }
}

import CremaEvents
import CremaJobs
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct ComparePageTests {
    /// A model that has trained with a batch size and reached an accuracy.
    private func makeModel(
        _ name: String,
        batchSize: Int,
        accuracy: Float,
        on dataset: String,
        _ studio: Studio
    ) async throws -> String {
        var settings = ModelSettings(name: name, dataset: dataset)
        settings.images.batchSize = batchSize
        let job = Job(.model(settings))
        try await studio.store.create(job)
        try await studio.store.append(
            .train(.init(iteration: 10, outputs: ["loss": .nan])),
            to: job.id
        )
        try await studio.store.append(
            .train(.init(iteration: 20, outputs: ["loss": 0.5])),
            to: job.id
        )
        try await studio.store.append(
            .test(.init(iteration: 20, outputs: ["accuracy": accuracy])),
            to: job.id
        )
        try await studio.store.setStatus(.done, of: job.id)
        return job.id
    }

    private func get(_ client: StudioClient, _ uri: String) async throws -> StudioReply {
        try await client.execute(uri: uri, method: .get)
    }

    @Test func `shows the settings that differ, and no others, and marks the best`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            let ids = [
                try await makeModel("a", batchSize: 32, accuracy: 0.5, on: dataset, studio),
                try await makeModel("b", batchSize: 64, accuracy: 0.75, on: dataset, studio),
            ]
            let uri = "/models/compare?job_ids=\(ids.joined(separator: ","))"
            let page = try await get(client, uri)
            #expect(page.status == .ok)
            let settings = page.text.split(separator: #"id="differences""#).last ?? ""
            #expect(settings.contains("Batch size"))
            #expect(settings.matches(of: #/scope="row"/#).count == 1)
            #expect(page.text.contains(#/class="number best">0.75/#))
            #expect(!page.text.contains(#/class="number best">0.5</#))
        }
    }

    @Test func `the curves have the points of each output by epoch`() async throws {
        struct Reply: Decodable {
            struct Model: Decodable {
                var name: String
                var outputs: [String: [[Double]]]
            }
            var models: [Model]
        }
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            let id = try await makeModel("a", batchSize: 8, accuracy: 0.5, on: dataset, studio)
            let text = try await get(client, "/models/compare.json?job_ids=\(id)").text
            let reply = try JSONDecoder().decode(Reply.self, from: Data(text.utf8))
            #expect(reply.models.map(\.name) == ["a"])
            #expect(
                reply.models.first?.outputs
                    == ["loss (train)": [[20, 0.5]], "accuracy (val)": [[20, 0.5]]]
            )
        }
    }

    @Test func `no model, an unknown one, a data set and too many are refused`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            let many = (0..<21).map { "x\($0)" }.joined(separator: ",")
            for (query, status) in [
                ("", 400), ("?job_ids=", 400), ("?job_ids=\(many)", 400), ("?job_ids=x", 404),
                ("?job_ids=\(dataset)", 404),
            ] {
                #expect(try await get(client, "/models/compare\(query)").status.code == status)
            }
        }
    }
}

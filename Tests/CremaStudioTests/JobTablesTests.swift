import CremaEvents
import CremaJobs
import Foundation
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct JobTablesTests {
    private func json(_ client: StudioClient, _ path: String) async throws -> [String: Any] {
        let reply = try await client.execute(uri: path, method: .get)
        #expect(reply.status == .ok)
        let value = try JSONSerialization.jsonObject(with: Data(reply.text.utf8))
        return try #require(value as? [String: Any])
    }

    @Test func `the table of jobs has DIGITS' keys`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let model = Job(.model(ModelSettings(name: "m", dataset: dataset)))
            try await studio.store.create(model)
            try await studio.store.setStatus(.running, of: model.id)
            for (iteration, loss) in [Float(2), 0.5, .nan, 1].enumerated() {
                let row = JobEvent.TrainRow(iteration: iteration * 10, outputs: ["loss": loss])
                try await studio.store.append(.train(row), to: model.id)
            }
            try await studio.store.append(
                .test(.init(iteration: 40, outputs: ["accuracy": 0.75])),
                to: model.id
            )
            let table = try await json(client, "/completed_jobs.json")
            #expect(
                table["model_output_fields"] as? [String] == ["accuracy (val)", "loss (train)"]
            )
            #expect((table["pretrained_models"] as? [Any])?.isEmpty == true)
            #expect((table["models"] as? [Any])?.isEmpty == true)
            let sets = try #require(table["datasets"] as? [[String: Any]])
            #expect(sets.first?["backend"] as? String == "lmdb")
            #expect(sets.first?["refs"] as? Int == 1)
            let row = try #require((table["running"] as? [[String: Any]])?.first)
            for (key, value) in [
                ("type", "model"), ("status", "Running"), ("framework", "caffe"),
                ("dataset_id", dataset), ("status_css", "primary"),
            ] {
                #expect(row[key] as? String == value)
            }
            #expect(row["loss (train) last"] as? Double == 1)
            #expect(row["loss (train) min"] as? Double == 0.5)
            #expect(row["loss (train) max"] as? Double == 2)
            #expect(row["accuracy (val) max"] as? Double == 0.75)
            #expect(row["sparkline"] as? [Double] == [2, 0.5, 1])

            let one = try await json(client, "/jobs/\(model.id)/table_data.json")
            #expect((one["job"] as? [String: Any])?["id"] as? String == model.id)
            let unknown = try await client.execute(uri: "/jobs/x/table_data.json", method: .get)
            #expect(unknown.status == .notFound)
            let status = try await json(client, "/jobs/\(model.id)/status")
            #expect(status["error"] is NSNull)
        }
    }

    @Test func `a long training has a short sparkline, also after it goes on`() {
        var outputs = OutputSummary()
        func add(_ iterations: Range<Int>) {
            for iteration in iterations {
                let row = #"{"iteration":\#(iteration),"outputs":{"loss":\#(iteration)},"time":1}"#
                Array(row.utf8).withUnsafeBytes { line in
                    if let line = TrainLine(line) { outputs.add(line) }
                }
            }
        }
        add(0..<10_000)
        #expect((50...100).contains(outputs.points.count))
        outputs.drop(from: 5000)
        #expect(outputs.points.allSatisfy { $0.iteration < 5000 })
        add(5000..<10_000)
        let iterations = outputs.points.map(\.iteration)
        #expect(iterations == iterations.sorted())
        #expect(outputs.ranges["loss (train)"]?.largest == 9999)
    }

    @Test(arguments: ["", "{}", #""iteration":x,"outputs":{}"#, #""iteration":1,"outputs":{"a""#])
    func `a line that is not one of training is passed over`(text: String) {
        Array(text.utf8).withUnsafeBytes { #expect(TrainLine($0) == nil) }
    }
}

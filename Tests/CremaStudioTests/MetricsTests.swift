import CremaEvents
import CremaJobs
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct MetricsTests {
    private func lines(_ client: StudioClient) async throws -> Set<String> {
        let reply = try await client.execute(uri: "/metrics", method: .get)
        #expect(reply.status == .ok)
        #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        return Set(reply.text.split(separator: "\n").map(String.init))
    }

    @Test func `jobs are counted by kind and status, requests by route and status`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset("digits")
            _ = try await studio.wait(for: id)
            for path in ["/datasets/\(id).json", "/datasets/x.json", "/nowhere"] {
                _ = try await client.execute(uri: path, method: .get)
            }
            let lines = try await lines(client)
            for line in [
                #"crema_jobs{kind="dataset",status="Done"} 1"#,
                #"crema_jobs{kind="model",status="Running"} 0"#,
                "crema_queue_length 0", "crema_trainings_at_once 1",
                #"crema_http_requests_total{method="GET",route="/datasets/{id}",status="200"} 1"#,
                #"crema_http_requests_total{method="GET",route="/datasets/{id}",status="404"} 1"#,
                #"crema_http_requests_total{method="GET",route="NotFound",status="404"} 1"#,
                #"crema_http_request_duration_seconds_count{method="GET",route="/datasets/{id}"} 2"#,
            ] {
                #expect(lines.contains(line), "\(line)")
            }
        }
    }

    @Test func `a running training has its iterations, its plan and its images a second`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let model = Job(.model(ModelSettings(name: "a \"b\"\\", dataset: dataset)))
            try await studio.store.create(model)
            let folder = studio.store.jobFolder(model.id)
            let net = #"layer { name: "d" type: "Data" top: "d" data_param { batch_size: 8 } }"#
            try Data(net.utf8).write(to: folder.file("train_val.prototxt"))
            try await studio.store.setStatus(.running, of: model.id)
            try await studio.store.append(
                .progress(task: "Train Caffe Model", done: 20, total: 100),
                to: model.id
            )
            let row = JobEvent.TrainRow(iteration: 20, outputs: ["loss": 1], speed: 2.5)
            try await studio.store.append(.train(row), to: model.id)
            let labels = #"{job="\#(model.id)",name="a \"b\"\\"}"#
            let lines = try await lines(client)
            for line in [
                "crema_training_iterations_done\(labels) 20",
                "crema_training_iterations_planned\(labels) 100",
                "crema_training_images_per_second\(labels) 20",
            ] {
                #expect(lines.contains(line), "\(line)")
            }
        }
    }
}

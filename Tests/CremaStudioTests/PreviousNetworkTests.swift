import CremaEvents
import CremaJobs
import CremaProto
import CremaRuns
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct PreviousNetworkTests {
    private static let address = "/models/images/classification.json"

    private func post(_ fields: [String: String], _ client: StudioClient) async throws
        -> StudioReply
    {
        try await client.execute(
            uri: Self.address,
            method: .post,
            headers: TestForm.headers,
            body: TestForm(fields: fields).body
        )
    }

    private func id(_ reply: StudioReply) throws -> String {
        struct Answer: Decodable { var id: String }
        return try JSONDecoder().decode(Answer.self, from: Data(reply.body.readableBytesView)).id
    }

    /// A LeNet of 3 epochs with a snapshot of each, the second the most accurate.
    private func makeModel(on dataset: String, _ client: StudioClient, _ studio: Studio)
        async throws -> String
    {
        let reply = try await post(
            [
                "dataset": dataset, "model_name": "first", "method": "standard",
                "standard_networks": "lenet", "train_epochs": "3",
            ],
            client
        )
        let id = try id(reply)
        _ = try await studio.wait(for: id)
        let folder = studio.store.jobFolder(id)
        for (epoch, accuracy) in [(1, 0.5), (2, 0.9), (3, 0.8)] as [(Int, Float)] {
            // 1000 images in batches of 64.
            let iteration = 16 * epoch
            let file = folder.file("snapshot_iter_\(iteration).caffemodel")
            try Data("weights \(epoch)".utf8).write(to: file)
            try folder.append(.test(.init(iteration: iteration, outputs: ["accuracy": accuracy])))
        }
        return id
    }

    private func previous(_ model: String, _ snapshot: String, on dataset: String)
        -> [String: String]
    {
        [
            "dataset": dataset, "model_name": "second", "method": "previous",
            "previous_networks": model, "\(model)-snapshot": snapshot,
        ]
    }

    @Test(arguments: [
        ("1", "weights 1"), ("2.0", "weights 2"), ("best", "weights 2"), ("last", "weights 3"),
    ])
    func `continues from a snapshot with the model's network`(snapshot: String, weights: String)
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let first = try await makeModel(on: dataset, client, studio)
            let reply = try await post(previous(first, snapshot, on: dataset), client)
            #expect(reply.status == .ok, "\(reply.text)")
            let second = try id(reply)
            _ = try await studio.wait(for: second)
            let folder = studio.store.jobFolder(second)
            let kept = try String(contentsOf: folder.file("pretrained.caffemodel"), encoding: .utf8)
            #expect(kept == weights)
            let run = try #require(try studio.run(of: second) as? TrainRun)
            #expect(run.weights == folder.file("pretrained.caffemodel").path)
            // On the same data set every layer keeps its weights.
            let text = try String(contentsOf: folder.file("original.prototxt"), encoding: .utf8)
            #expect(text == StandardNetwork.leNet.prototxt)
            let settings = try #require(try folder.job().model)
            #expect(settings.previousNetwork == first)
            #expect(settings.previousSnapshot == snapshot)
        }
    }

    @Test func `the last layer starts anew on another data set`() async throws {
        try await StudioFixture().run { client, studio in
            let first = try await makeModel(on: studio.makeDataset("one"), client, studio)
            let other = try await studio.makeDataset("two")
            let second = try id(try await post(previous(first, "last", on: other), client))
            let folder = studio.store.jobFolder(second)
            let text = try String(contentsOf: folder.file("original.prototxt"), encoding: .utf8)
            #expect(text.contains("\"ip2_retrain\""))
            let net = try NetParameter.read(prototxt: folder.file("deploy.prototxt").path).message
            let last = net.layer.last { $0.type == "InnerProduct" }
            #expect(last?.innerProductParam.numOutput == 10)
        }
    }

    @Test func `starts from the beginning where no snapshot is chosen`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let first = try await makeModel(on: dataset, client, studio)
            for snapshot in ["0", ""] {
                let reply = try await post(previous(first, snapshot, on: dataset), client)
                let second = try id(reply)
                _ = try await studio.wait(for: second)
                let run = try #require(try studio.run(of: second) as? TrainRun)
                #expect(run.weights == nil)
            }
        }
    }

    @Test func `a clone starts from the same weights, even if their model is gone`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let first = try await makeModel(on: dataset, client, studio)
            let second = try id(try await post(previous(first, "1", on: dataset), client))
            _ = try await studio.wait(for: second)
            try await studio.store.delete(first)
            let reply = try await post(["clone": second, "model_name": "third"], client)
            #expect(reply.status == .ok, "\(reply.text)")
            let third = studio.store.jobFolder(try id(reply))
            let kept = try String(contentsOf: third.file("pretrained.caffemodel"), encoding: .utf8)
            #expect(kept == "weights 1")
            let page = try await client.execute(
                uri: "/models/images/classification/new?clone=\(second)",
                method: .get
            )
            #expect(page.text.contains("<option value=\"-1\" selected>The weights that it started"))
        }
    }

    @Test(arguments: [
        ("7", "There is no snapshot of epoch 7"), ("x", "There is no snapshot of epoch x"),
        ("-1", "trained from the start"),
    ])
    func `refuses a snapshot that there is not, at its field`(snapshot: String, words: String)
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let first = try await makeModel(on: dataset, client, studio)
            let reply = try await post(previous(first, snapshot, on: dataset), client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("\"\(first)-snapshot\""))
            #expect(reply.text.contains(words))
            #expect(try await studio.store.all(.model).count == 1)
        }
    }

    @Test(arguments: ["", "20161124-101530-ab12", "../x"])
    func `refuses a model that there is not`(model: String) async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            var fields = previous("x", "1", on: dataset)
            fields["previous_networks"] = model
            let reply = try await post(fields, client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("\"previous_networks\""))
        }
    }

    @Test func `a network in the editor starts from a file of weights`() async throws {
        let fixture = try StudioFixture()
        let root = fixture.options.dataRoot
        try Data([0x0A, 0x01, 0x61]).write(to: root.appendingPathComponent("w.caffemodel"))
        try Data("<html>".utf8).write(to: root.appendingPathComponent("page.caffemodel"))
        try Data().write(to: root.appendingPathComponent("empty.caffemodel"))
        try await fixture.run { client, studio in
            var fields = [
                "dataset": try await studio.makeDataset(), "model_name": "m", "method": "custom",
                "custom_network": StandardNetwork.leNet.prototxt,
                "custom_network_snapshot": "w.caffemodel",
            ]
            let made = studio.store.jobFolder(try id(try await post(fields, client)))
            #expect(made.has("pretrained.caffemodel"))
            for (path, words) in [
                ("page.caffemodel", "HTML page"), ("empty.caffemodel", "is empty"),
                ("/etc/hostname", "is not below the data root"), (".", "folder, not a file"),
            ] {
                fields["custom_network_snapshot"] = path
                let reply = try await post(fields, client)
                #expect(reply.status == .badRequest)
                #expect(reply.text.contains("\"custom_network_snapshot\""))
                #expect(reply.text.contains(words), "\(reply.text)")
            }
        }
    }
}

import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct CurvesPageTests {
    /// A training of two epochs of 16 iterations with what happened in it.
    private func makeModel(_ studio: Studio, _ events: [JobEvent] = []) async throws -> String {
        let dataset = try await studio.makeDataset()
        var settings = ModelSettings(name: "squares", dataset: dataset)
        settings.solver.epochs = 2
        settings.method = .standard
        settings.standardNetwork = "lenet"
        let request = ModelRequest(settings: settings, network: StandardNetwork.leNet.prototxt)
        let summary = try await studio.store.summary(dataset)
        let id = try await request.create(in: studio.store, dataset: summary).id
        for event in events { try await studio.store.append(event, to: id) }
        return id
    }

    private func train(_ iteration: Int, _ loss: Float) -> JobEvent {
        .train(.init(iteration: iteration, outputs: ["loss": loss], learningRate: 0.01, speed: 2))
    }

    private func test(_ iteration: Int, _ accuracy: Float) -> JobEvent {
        .test(.init(iteration: iteration, outputs: ["loss": 1 - accuracy, "accuracy": accuracy]))
    }

    @Test func `every point of the curves is in a table`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(
                studio,
                [test(0, 0.125), train(0, 2.5), train(16, 1), test(16, 0.75), train(24, .nan)]
            )
            let reply = try await client.execute(uri: "/models/\(id)/curves.csv", method: .get)
            #expect(reply.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(
                reply.text == """
                    iteration,epoch,lr,accuracy (val),loss (train),loss (val)
                    0,0.0,0.01,0.125,2.5,0.875
                    16,1.0,0.01,0.75,1.0,0.25
                    24,1.5,0.01,,nan,

                    """
            )
        }
    }

    @Test func `the table leaves out what a training has done again`() async throws {
        try await StudioFixture().run { client, studio in
            let again = [JobEvent.request(.goOn(fromIteration: 8)), train(8, 4)]
            let id = try await makeModel(studio, [train(0, 3), train(8, 2), train(16, 1)] + again)
            let reply = try await client.execute(uri: "/models/\(id)/curves.csv", method: .get)
            let rows = reply.text.split(separator: "\n")
            #expect(rows.dropFirst() == ["0,0.0,0.01,3.0", "8,0.5,0.01,4.0"])
        }
    }

    @Test func `the curves have a page of their own`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let path = "/models/images/classification/large_graph?job_id=\(id)"
            let small = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(small.text.contains("href=\"\(path)\""))
            let large = try await client.execute(uri: path, method: .get)
            #expect(large.status == .ok)
            #expect(large.text.contains("id=\"performance\""))
            #expect(large.text.contains("data-path=\"/models/\(id)\""))
            let other = "/models/images/regression/large_graph?job_id=\(id)"
            #expect(try await client.execute(uri: other, method: .get).status == .badRequest)
            let none = "/models/images/classification/large_graph"
            #expect(try await client.execute(uri: none, method: .get).status == .notFound)
        }
    }

    @Test func `snapshots are listed with their accuracy, and the best is named`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio, [test(8, 0.5), test(16, 0.75), test(32, 0.625)])
            let folder = studio.store.jobFolder(id)
            for iteration in [8, 16, 32] {
                try Data().write(to: folder.file("snapshot_iter_\(iteration).caffemodel"))
            }
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            for title in [
                "Epoch 0.5 · 50.00 %<", "Epoch 1 · 75.00 % · best<", "Epoch 2 · 62.50 %<",
            ] {
                #expect(page.text.contains(title), "\(title)")
            }
        }
    }

    @Test func `the page names the network, the seed that was drawn, and why training stopped`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let log = "I0101 00:00:00.000000     1 caffe.cpp:1] random_seed: 4711\n"
            try Data(log.utf8).write(to: studio.store.jobFolder(id).logFile(of: .model))
            try await studio.store.setStatus(.running, of: id)
            let reason = Phrase.verbatim("stopped after iteration 4")
            try await studio.store.setStatus(.aborted, of: id, reason)
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains("<dd>LeNet</dd>"))
            #expect(page.text.contains("<dd>4711</dd>"))
            #expect(page.text.contains("Why it stopped: stopped after iteration 4"))
        }
    }

    @Test func `notices are folded, unless one of them is a warning`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            for level in [JobEvent.Level.info, .warning] {
                let notice = JobEvent.Notice(
                    title: .verbatim("\(level)"),
                    message: .verbatim("A word."),
                    level: level
                )
                try await studio.store.append(.notice(notice), to: id)
                let page = try await client.execute(uri: "/models/\(id)", method: .get)
                #expect(page.text.contains("id=\"notices\" open>") == (level == .warning))
            }
        }
    }
}

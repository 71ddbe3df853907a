import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct QueuePlacesTests {
    private let script = "gate; say '\"event\":\"status\",\"status\":\"Done\"'"

    private func startModel(_ name: String, on dataset: String, _ studio: Studio) async throws
        -> String
    {
        let settings = ModelSettings(name: name, dataset: dataset)
        let request = ModelRequest(settings: settings, network: StandardNetwork.leNet.prototxt)
        let id = try await request.create(
            in: studio.store,
            dataset: try await studio.store.summary(dataset)
        ).id
        try await studio.queue.enqueue(id)
        return id
    }

    private func change(_ client: StudioClient, to text: String, json: Bool = true) async throws
        -> StudioReply
    {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        if json { headers[.accept] = "application/json" }
        return try await client.execute(
            uri: "/settings",
            method: .post,
            headers: headers,
            body: ByteBuffer(string: "trainings_at_once=\(text)")
        )
    }

    @Test func `a waiting job shows its place and what it waits for`() async throws {
        try await StudioFixture(script: script).run { client, studio in
            let built = try await studio.makeDataset()
            let building = try await studio.startDataset("building")
            let next = try await studio.startDataset("next")
            let first = try await startModel("first", on: built, studio)
            let second = try await startModel("second", on: building, studio)
            let third = try await startModel("third", on: built, studio)
            func wait(_ id: String) async throws -> String? {
                try await studio.store.summary(id).message?.english
            }
            #expect(try await wait(first) == nil)
            #expect(try await wait(next)?.contains("one data set is built at a time") == true)
            #expect(try await wait(second)?.contains("waits until “building” is built") == true)
            let place = "Place 2 in the queue; one training may run at a time."
            #expect(try await wait(third) == place)
            let page = try await client.execute(uri: "/models/\(third)", method: .get)
            #expect(page.text.contains(place))
            try await studio.queue.abort(second)
            #expect(try await wait(third)?.hasPrefix("Place 1") == true)
            try studio.openGate()
            let done = try await studio.wait(for: third)
            #expect(done.message == nil)
        }
    }

    @Test func `the number of trainings at once is changed in a running studio, and kept`()
        async throws
    {
        let fixture = try StudioFixture(script: script)
        try await fixture.run { client, studio in
            let dataset = try await studio.makeDataset()
            _ = try await startModel("first", on: dataset, studio)
            let second = try await startModel("second", on: dataset, studio)
            #expect(try await studio.store.summary(second).status == "Waiting")
            let page = try await client.execute(uri: "/settings", method: .get)
            #expect(page.text.contains("value=\"1\""))
            for text in ["0", "65", "-1", "x", "", "99999999999999999999"] {
                #expect(try await change(client, to: text).status == .badRequest)
                let page = try await change(client, to: text, json: false)
                #expect(page.status == .badRequest)
                #expect(page.text.contains("from 1 to 64"))
            }
            #expect(try await change(client, to: "2").text == #"{"trainings_at_once":2}"#)
            _ = try await studio.wait(for: second) { $0.jobStatus == .running }
            let again = try await StudioApp.makeStudio(studio.options)
            #expect(await again.queue.trainingsAtOnce == 2)
            try studio.openGate()
            _ = try await studio.wait(for: second)
        }
    }

    @Test(arguments: ["", "{", #"{"trainings_at_once": 0}"#, #"{"trainings_at_once": 1e99}"#])
    func `damaged settings are as good as none`(text: String) async throws {
        let fixture = try StudioFixture()
        let jobs = fixture.options.jobsFolder
        try FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: jobs.appendingPathComponent(".settings.json"))
        try await fixture.run { _, studio in #expect(await studio.queue.trainingsAtOnce == 1) }
    }
}

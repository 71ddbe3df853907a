import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct JobEventsTests {
    private let lastID = HTTPField.Name("Last-Event-ID")!

    /// A data set that is done, with so many lines of training between its first and its last.
    private func longJob(_ studio: Studio, _ count: Int) async throws -> String {
        let job = Job(.dataset(DatasetSettings(name: "long", MNISTDataset())))
        try await studio.store.create(job)
        let lines = (1...count).map {
            #"{"event":"train","iteration":\#($0),"lr":0.01,"outputs":{"loss":0.5},"time":1}"#
                + "\n"
        }
        let handle = try FileHandle(forWritingTo: studio.store.jobFolder(job.id).eventsFile)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(lines.joined().utf8))
        try await studio.store.setStatus(.done, of: job.id)
        return job.id
    }

    @Test func `a long history is thinned to what a chart can show`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await longJob(studio, 50_000)
            let reply = try await client.execute(uri: "/datasets/\(id)/events", method: .get)
            let ids = reply.text.matches(of: #/id: (\d+)/#).compactMap { Int($0.1) }
            #expect(ids.count < 4000)
            #expect(ids.first == 1)
            #expect(ids.last == 50_002)
            #expect(ids == ids.sorted())
            #expect(try await studio.store.summary(id).eventCount == 50_002)
        }
    }

    @Test(arguments: ["9223372036854775807", "-9223372036854775808", "-1", "x", "1e9", "50"])
    func `any Last-Event-ID is answered`(id number: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await longJob(studio, 3)
            let reply = try await client.execute(
                uri: "/datasets/\(id)/events",
                method: .get,
                headers: [lastID: number]
            )
            #expect(reply.text.hasSuffix("event: end\ndata: Done\n\n"))
            let isBeyond = (Int(number) ?? 0) > 5
            #expect(reply.text.contains("id: 5\n") == !isBeyond)
        }
    }

    @Test func `open pages receive new events, each from its own position`() async throws {
        let script = "gate; say '\"event\":\"status\",\"status\":\"Done\"'"
        try await StudioFixture(script: script).run { client, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id) { $0.status == "Running" }
            let replies = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await client.execute(
                            uri: "/datasets/\(id)/events",
                            method: .get,
                            headers: [lastID: "\(number % 2)"]
                        ).text
                    }
                }
                let feed = try await studio.store.feed(of: id)
                while !feed.pulse.isHeard { try await Task.sleep(for: .milliseconds(5)) }
                try await studio.store.append(.notice(.verbatim("while they are open")), to: id)
                try studio.openGate()
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for reply in replies {
                #expect(reply.contains("while they are open"))
                #expect(reply.hasSuffix("event: end\ndata: Done\n\n"))
            }
            #expect(replies.filter { $0.contains("id: 1\n") }.count == 10)
        }
    }

    @Test func `pages of a job that is deleted are closed`() async throws {
        try await StudioFixture(script: "sleep 600").run { client, studio in
            let id = try await studio.startDataset()
            async let reply = client.execute(uri: "/datasets/\(id)/events", method: .get)
            let feed = try await studio.store.feed(of: id)
            while !feed.pulse.isHeard { try await Task.sleep(for: .milliseconds(5)) }
            let deleted = try await client.execute(uri: "/jobs/\(id)", method: .delete)
            #expect(deleted.status == .ok)
            #expect(try await reply.text.contains("event: message"))
        }
    }
}

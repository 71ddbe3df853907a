import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

/// Numbers that fit nowhere, wherever they may come from: a trap would end everybody's studio.
@Suite struct NumbersFromOutsideTests {
    private static let extremes = [
        "-1", "0", "9223372036854775807", "-9223372036854775808", "1e308", "-1e308",
    ]

    @Test func `refuses a form whose minimum is above its maximum`() async throws {
        try await StudioFixture().run { client, _ in
            for least in ["100000000", "9223372036854775807", "-9223372036854775808"] {
                let sent = TestForm(fields: [
                    "dataset_name": "x", "folder_train": ".", "folder_train_min_per_class": least,
                    "folder_train_max_per_class": "5",
                ])
                let reply = try await client.execute(
                    uri: "/datasets/images/classification.json",
                    method: .post,
                    headers: TestForm.headers,
                    body: sent.body
                )
                #expect(reply.status == .badRequest)
                #expect(reply.text.contains("folder_train_min_per_class"))
            }
        }
    }

    @Test(arguments: ["9223372036854775807", "-9223372036854775808", "1e400", "x"])
    func `continues with the events after any number`(id: String) async throws {
        try await StudioFixture().run { client, studio in
            let job = try await studio.makeDataset()
            var headers = HTTPFields()
            headers[.init("Last-Event-ID")!] = id
            let reply = try await client.execute(
                uri: "/datasets/\(job)/events",
                method: .get,
                headers: headers
            )
            #expect(reply.status == .ok)
            #expect(reply.text.contains("event: end"))
        }
    }

    @Test(arguments: extremes)
    func `shows a data set whatever its counts are`(number: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.makePictures()
            let file = studio.store.jobFolder(id).file("dataset.json")
            let text = try String(contentsOf: file, encoding: .utf8)
            for part in ["12", "6, 6", "0, 0", "4", "1"] {
                let damaged = text.replacing(" \(part)", with: " \(number)")
                    .replacing("[\(part)]", with: "[\(number), \(number)]")
                try Data(damaged.utf8).write(to: file)
                for page in ["", "/explore", "/explore?page=\(number)&class=\(number)", ".json"] {
                    let reply = try await client.execute(
                        uri: "/datasets/\(id)\(page)",
                        method: .get
                    )
                    #expect([.ok, .conflict].contains(reply.status), "\(page): \(damaged)")
                }
            }
        }
    }

    @Test(arguments: extremes)
    func `shows a job whatever its events contain`(number: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.makeDataset()
            let folder = studio.store.jobFolder(id)
            let lines = [
                #"{"time":\#(number),"event":"status","status":"Running"}"#,
                #"{"time":0,"event":"progress","task":"x","done":\#(number),"total":1}"#,
                #"{"time":0,"event":"progress","task":"x","done":1,"total":\#(number)}"#,
                #"{"time":-1e308,"event":"status","status":"Done"}"#,
                #"{"time":0,"event":"error","message":"m","iteration":\#(number)}"#,
            ]
            for line in lines {
                let handle = try FileHandle(forWritingTo: folder.eventsFile)
                _ = try handle.seekToEnd()
                try handle.write(contentsOf: Data((line + "\n").utf8))
                _ = try await studio.store.refresh(id)
                for page in ["/", "/datasets/\(id)", "/index.json"] {
                    let reply = try await client.execute(uri: page, method: .get)
                    #expect(reply.status == .ok, "\(page): \(line)")
                }
            }
        }
    }

    @Test(arguments: extremes)
    func `shows a job that was made at any time`(number: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.makeDataset()
            let file = studio.store.jobFolder(id).file("job.json")
            let text = try String(contentsOf: file, encoding: .utf8)
            let damaged = text.replacing(#/"created" : [-0-9.]+/#, with: "\"created\" : \(number)")
            try Data(damaged.utf8).write(to: file)
            let page = try await client.execute(uri: "/datasets/\(id)", method: .get)
            #expect(page.status == .ok)
        }
        #expect(Wording.duration(1e308).description == "2562047788015215 h 30 min")
    }

    @Test func `accepts any recorded position and progress`() throws {
        let folder = JobFolder(url: FileManager.default.temporaryDirectory)
        for offset in [Int.min, -1, Int.max] {
            var reader = folder.eventReader(from: offset)
            #expect(reader.records().isEmpty)
        }
        var summary = JobSummary(Job(.model(ModelSettings(name: ""))))
        (summary.done, summary.total) = (.min, 1)
        #expect(summary.progress == 0)
        (summary.done, summary.total) = (.max, 1)
        #expect(summary.progress == 1)
    }
}

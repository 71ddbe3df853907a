import CremaData
import CremaEngine
import CremaEvents
import CremaJobs
import CremaRuns
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct DatasetPageTests {
    /// A data set of six dark and six light images, built for real.
    private func makeDataset(
        _ studio: Studio,
        percentTest: Double = 0
    ) async throws -> String {
        let images = studio.options.dataRoot.appendingPathComponent("pictures")
        for (name, level) in [("dark", UInt8(30)), ("light", UInt8(220))] {
            let folder = images.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for number in 0..<6 {
                let pixels = Data(repeating: level, count: 4 * 4 * 3)
                try (Data("P6 4 4 255\n".utf8) + pixels).write(
                    to: folder.appendingPathComponent("\(number).ppm")
                )
            }
        }
        let job = Job(.dataset(DatasetSettings(name: "Pictures", FolderDataset())))
        try await studio.store.create(job)
        var options = FolderSource.Options()
        options.percentTest = percentTest
        let builder = DatasetBuilder(
            try FolderSource(folder: images.path, options),
            format: DatasetBuilder.Format(width: 4, height: 4, channels: 1),
            jobFolder: studio.store.jobFolder(job.id).path,
            observer: DatasetReport(to: RunHost(log: .none))
        )
        _ = try builder.build()
        try await studio.store.setStatus(.done, of: job.id)
        return job.id
    }

    @Test func `shows sizes, classes, a sample of images and their mean`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let page = try await client.execute(uri: "/datasets/\(id)", method: .get)
            #expect(page.status == .ok)
            for words in ["4 × 4", "pixels, grey", "explore?class=1\">light</a>", "images/train/0"]
            {
                #expect(page.text.contains(words))
            }
            for picture in ["images/train/0", "images/val/0", "files/mean.png"] {
                let image = try await client.execute(
                    uri: "/datasets/\(id)/\(picture)",
                    method: .get
                )
                #expect(image.headers[.contentType] == "image/png")
                #expect(Array(image.body.readableBytesView.prefix(4)) == [0x89, 0x50, 0x4e, 0x47])
            }
        }
    }

    @Test func `shows a part for tests, and describes each part in JSON`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio, percentTest: 20)
            let page = try await client.execute(uri: "/datasets/\(id)", method: .get)
            for words in ["test images", "bar test", "3 + 2 + 1"] {
                #expect(page.text.contains(words))
            }
            let explored = try await client.execute(
                uri: "/datasets/\(id)/explore?part=test",
                method: .get
            )
            #expect(explored.text.contains("2 images, page 1 of 1"))
            #expect(explored.text.contains(">Test</a>"))
            let image = try await client.execute(
                uri: "/datasets/\(id)/images/test/0",
                method: .get
            )
            #expect(image.headers[.contentType] == "image/png")
            let reply = try await client.execute(uri: "/datasets/\(id).json", method: .get).text
            for part in [
                #""label_count":2"#, #""train_count":6"#, #""val_count":4"#, #""test_count":2"#,
                #""name":"Create DB (test)""#, #""image_channels":1"#, #""backend":"lmdb""#,
                #""encoding":"none""#, #""compression":"none""#,
            ] {
                #expect(reply.contains(part), "\(reply)")
            }
        }
    }

    @Test func `shows the images of one class`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let all = try await client.execute(uri: "/datasets/\(id)/explore", method: .get)
            #expect(all.text.contains("8 images, page 1 of 1"))
            let light = try await client.execute(
                uri: "/datasets/\(id)/explore?part=val&class=1&page=99",
                method: .get
            )
            #expect(light.text.contains("2 images, page 1 of 1"))
            #expect(light.text.contains("<figcaption>light</figcaption>"))
            #expect(!light.text.contains("<figcaption>dark</figcaption>"))
        }
    }

    @Test(arguments: ["images/train/999", "images/train/x", "images/test/0"])
    func `reports that an image does not exist`(path: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let reply = try await client.execute(uri: "/datasets/\(id)/\(path)", method: .get)
            #expect(reply.status == .notFound)
        }
    }

    @Test func `offers no images to explore before it is done`() async throws {
        try await StudioFixture(script: "exit 1").run { client, studio in
            let id = try await studio.startDataset("broken")
            _ = try await studio.wait(for: id)
            let page = try await client.execute(uri: "/datasets/\(id)", method: .get)
            #expect(page.text.contains("The process ended with exit code 1."))
            let reply = try await client.execute(uri: "/datasets/\(id)/explore", method: .get)
            #expect(reply.status == .notFound)
            #expect(reply.text.contains("it is Error"))
        }
    }

    @Test func `a model is not a data set`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset()
            let reply = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(reply.status == .notFound)
            #expect(reply.text.contains("is a dataset, not a model"))
        }
    }
}

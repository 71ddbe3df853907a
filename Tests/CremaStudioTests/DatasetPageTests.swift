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
    func makeDataset(
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
            #expect(explored.text.contains(">Test <small>2</small></a>"))
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

    @Test func `explores by DIGITS' address, with pages of a size`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let address = "/datasets/images/classification/explore?job_id=\(id)"
            let page = try await client.execute(
                uri: "\(address)&db=train_db&label=1&page=1&size=1",
                method: .get
            )
            #expect(page.text.contains("4 images, page 2 of 4"))
            for words in ["light <small>4</small>", "Validation <small>4</small>", "aria-current"] {
                #expect(page.text.contains(words), "\(words)")
            }
            #expect(page.text.contains("part=train&amp;class=1&amp;page=3&amp;size=1"))
            let reply = try await client.execute(
                uri: "\(address)&db=val_db".replacing("explore?", with: "explore.json?"),
                method: .get
            )
            #expect(reply.text.contains(#""count":4"#) && reply.text.contains(#""part":"val""#))
        }
    }

    @Test(arguments: ["0", "1001", "x", "99999999999999999999"])
    func `refuses a page size out of range`(size: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let reply = try await client.execute(
                uri: "/datasets/\(id)/explore?size=\(size)",
                method: .get
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("from 1 to 1000"))
        }
    }

    @Test func `a page far beyond the last one is the last one`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let page = try await client.execute(
                uri: "/datasets/\(id)/explore?size=1&page=\(Int.max)",
                method: .get
            )
            #expect(page.text.contains("8 images, page 8 of 8"))
        }
    }

    @Test func `lists the steps with their times, and the files`() async throws {
        let script = """
            say '"event":"status","status":"Running"'
            say '"event":"progress","task":"Create DB (train)","done":4,"total":8'
            echo cats > labels.txt
            say '"event":"error","message":"No room."'
            say '"event":"status","status":"Error"'
            """
        try await StudioFixture(script: script).run { client, studio in
            let id = try await studio.startDataset()
            let job = try await studio.wait(for: id)
            let tasks = DatasetTask.all(of: job, in: studio.store.jobFolder(id))
            #expect(tasks.map(\.step) == [.parse, .database(.train)])
            #expect(tasks.map(\.status) == [.done, .error])
            #expect(tasks.allSatisfy { $0.seconds(at: .infinity).map { $0 < 60 } == true })
            let page = try await client.execute(uri: "/datasets/\(id)", method: .get)
            for words in ["Write the training part", "files/labels.txt\">labels.txt</a>"] {
                #expect(page.text.contains(words), "\(words)")
            }
        }
    }

    @Test func `a summary is a piece of a page, and JSON has DIGITS' tasks`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let piece = try await client.execute(
                uri: "/datasets/summary?job_id=\(id)",
                method: .get
            )
            #expect(piece.text.contains("4 × 4") && !piece.text.contains("<html"))
            let reply = try await client.execute(
                uri: "/datasets/summary.json?job_id=\(id)",
                method: .get
            )
            #expect(reply.text.contains(#""name":"Parse Folder (train/val)","status":"Done""#))
            #expect(reply.text.contains(#""name":"Create DB (train)","status":"Done""#))
            let none = try await client.execute(uri: "/datasets/summary", method: .get)
            #expect(none.status == .notFound)
        }
    }

    @Test func `a clone has the form filled in as before`() async throws {
        try await StudioFixture().run { client, studio in
            var kind = FolderDataset()
            (kind.images, kind.format.width, kind.records.encoding) = ("/data/cats", 77, .png)
            let job = Job(.dataset(DatasetSettings(name: "Cats", kind)))
            try await studio.store.create(job)
            let there = try await client.execute(uri: "/clone/\(job.id)", method: .get)
            #expect(there.status == .seeOther)
            let form = try await client.execute(
                uri: try #require(there.headers[.location]),
                method: .get
            )
            for value in ["\"Cats\"", "\"/data/cats\"", "\"77\"", "\"png\" selected"] {
                #expect(form.text.contains(value), "\(value)")
            }
            let model = try await client.execute(uri: "/clone/x", method: .get)
            #expect(model.status == .notFound)
        }
    }

    @Test func `a clone keeps the lists that were sent with it`() async throws {
        try await StudioFixture().run { client, studio in
            var kind = TextfileDataset()
            let job = Job(.dataset(DatasetSettings(name: "Listed", kind)))
            let folder = studio.store.jobFolder(job.id)
            kind.train.list = folder.file("textfile_local_train_images.txt").path
            var changed = job
            changed.settings = .dataset(DatasetSettings(name: "Listed", kind))
            try await studio.store.create(changed) { folder in
                try Data("a.png 0\n".utf8).write(
                    to: folder.file("textfile_local_train_images.txt")
                )
            }
            let form = try await client.execute(
                uri: "/datasets/images/classification/new?clone=\(job.id)",
                method: .get
            )
            #expect(form.text.contains("textfile_train_images_key"))
            #expect(!form.text.contains(folder.path))
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

import CremaData
import CremaEngine
import CremaEvents
import CremaJobs
import CremaRuns
import Foundation
import Hummingbird
import HummingbirdCore
import Testing

@testable import CremaStudio

/// The pages of image regression.
@Suite struct RegressionPagesTests {
    private let task = RegressionTask()

    /// Eight dark images with a bright dot, and where it is.
    private func makeDataset(_ studio: Studio) async throws -> String {
        let images = studio.options.dataRoot.appendingPathComponent("dots")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        var lines = ""
        for place in 0..<8 {
            var pixels = [UInt8](repeating: 0, count: 4 * 4)
            pixels[place] = 255
            try (Data("P5 4 4 255\n".utf8) + pixels).write(
                to: images.appendingPathComponent("\(place).pgm")
            )
            lines += "\(place).pgm \(place % 4) \(place / 4).5\n"
        }
        let list = images.appendingPathComponent("list.txt")
        try Data(lines.utf8).write(to: list)
        var kind = ValueListDataset()
        (kind.list, kind.names, kind.percentValidation) = (list.path, "column, row", 0)
        (kind.format.channels, kind.format.width, kind.format.height) = (.grey, 4, 4)
        let job = Job(.dataset(DatasetSettings(name: "Dots", kind)))
        try await studio.store.create(job)
        let (source, format) = try kind.source { _ in }
        let builder = DatasetBuilder(
            source,
            format: format,
            jobFolder: studio.store.jobFolder(job.id).path,
            observer: DatasetReport(to: RunHost(log: .none))
        )
        _ = try builder.build()
        try await studio.store.setStatus(.done, of: job.id)
        return job.id
    }

    private func makeModel(_ studio: Studio) async throws -> String {
        let dataset = try await makeDataset(studio)
        var settings = ModelSettings(of: task)
        (settings.name, settings.dataset) = ("Places", dataset)
        let network = """
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" }
            layer { name: "loss" type: "EuclideanLoss" bottom: "ip" bottom: "label" top: "loss" }
            """
        let job = try await ModelRequest(settings: settings, network: network)
            .create(in: studio.store, dataset: try await studio.store.summary(dataset))
        let folder = studio.store.jobFolder(job.id)
        try Data().write(to: folder.file("snapshot_iter_10.caffemodel"))
        return job.id
    }

    @Test func `each task has its entries in the menu and its forms`() async throws {
        try await StudioFixture().run { client, studio in
            let home = try await client.execute(uri: "/", method: .get).text
            for task in ImageTaskCatalog.all {
                for kind in [Job.Kind.dataset, .model] {
                    #expect(home.contains("\"\(task.newPath(of: kind))\">\(task.about.title)</a>"))
                }
                let form = try await client.execute(uri: task.newPath(of: .dataset), method: .get)
                #expect(form.text.contains("<h1>\(task.about.newDataset)</h1>"))
                #expect(form.text.contains("action=\"\(task.path(of: .dataset))\""))
                for kind in task.datasetKinds {
                    #expect(form.text.contains("id=\"create-\(kind.about.name)\""))
                }
            }
        }
    }

    @Test func `a list becomes the run that makes its data set`() async throws {
        try await StudioFixture().run { client, studio in
            let list = studio.options.dataRoot.appendingPathComponent("list.txt")
            try Data("a.png 1\n".utf8).write(to: list)
            let sent = TestForm(fields: [
                "dataset_name": "Dots", "value_list": "list.txt", "value_names": "x",
            ])
            let reply = try await client.execute(
                uri: "\(task.path(of: .dataset)).json",
                method: .post,
                headers: TestForm.headers,
                body: sent.body
            )
            #expect(reply.status == .ok, "\(reply.text)")
            #expect(reply.text.contains(#""type":"Image Regression Dataset""#))
            let job = try #require(try await studio.store.all().first)
            _ = try await studio.wait(for: job.id)
            let file = studio.store.jobFolder(job.id).file("run.json")
            let run = try String(contentsOf: file, encoding: .utf8)
            for value in ["value-list", "/list.txt", #""value_names":"x""#] {
                #expect(run.contains(value), "\(run)")
            }
        }
    }

    @Test func `a data set shows the ranges of its values, and each image's own`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeDataset(studio)
            let page = try await client.execute(uri: "/datasets/\(id)", method: .get).text
            #expect(page.contains("<p class=\"breadcrumb-line\">Image regression dataset</p>"))
            #expect(page.contains("<tr><td>column</td><td>0</td><td>3</td></tr>"))
            #expect(page.contains("<tr><td>row</td><td>0.5</td><td>1.5</td></tr>"))
            #expect(page.contains("\(task.newPath(of: .model))?dataset=\(id)"))
            #expect(!page.contains("<h2>Classes</h2>"))
            let images = try await client.execute(uri: "/datasets/\(id)/explore", method: .get).text
            #expect(images.contains("<figcaption>2, 1.5</figcaption>"))
            #expect(!images.contains("class-links"))
        }
    }

    @Test func `a model of it is measured by its loss alone`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let page = try await client.execute(uri: "/models/\(id)", method: .get).text
            #expect(page.contains("Image regression model on"))
            #expect(page.contains("<h2>Loss</h2>"))
            #expect(page.contains("action=\"\(task.testPath)?job_id=\(id)\""))
            #expect(!page.contains("data-live=\"accuracy\""))
            let status = try await client.execute(uri: "/jobs/\(id)/status", method: .get).text
            #expect(status.contains(#""type":"Image Regression Model""#))
        }
    }

    @Test func `the test of an image shows its values`() async throws {
        let script = """
            echo '{"values": [["column", 0.25], ["row", -1]], "visualizations": []}' \\
                > "$(field output)/result.json"
            """
        try await StudioFixture(script: script).run { client, studio in
            let id = try await makeModel(studio)
            func test(_ suffix: String) async throws -> String {
                try await client.execute(
                    uri: "\(task.testPath)\(suffix)?job_id=\(id)",
                    method: .post,
                    headers: TestForm.headers,
                    body: TestForm(fields: ["image_path": "dots/0.pgm"]).body
                ).text
            }
            #expect(try await test("").contains("<dt>column</dt><dd>0.25</dd>"))
            #expect(
                try await test(".json")
                    == #"{"outputs":{"label":[0.25,-1]},"values":[["column",0.25],["row",-1]]}"#
            )
        }
    }
}

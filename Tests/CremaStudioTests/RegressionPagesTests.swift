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
                for kind in task.datasetKinds where kind.about.isOffered {
                    #expect(form.text.contains("id=\"create-\(kind.about.name)\""))
                }
            }
        }
    }

    @Test func `a list becomes the run that makes its data set`() async throws {
        try await StudioFixture().run { client, studio in
            let list = studio.options.dataRoot.appendingPathComponent("list.txt")
            try Data("a.png 1\n".utf8).write(to: list)
            try Data().write(to: studio.options.dataRoot.appendingPathComponent("a.png"))
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

    /// Sends the form of a new data set with a list; its errors by field are empty if it was made.
    private func send(
        _ list: [UInt8],
        to client: StudioClient,
        with fields: [String: String] = [:],
        as file: String = "value_list_file"
    ) async throws -> [String: [String]] {
        let usual = ["dataset_name": "Dots", "value_folder": "dots"]
        let reply = try await client.execute(
            uri: "\(task.path(of: .dataset)).json",
            method: .post,
            headers: TestForm.headers,
            body: TestForm(
                fields: usual.merging(fields) { $1 },
                files: [file: (name: "mine.txt", data: Data(list))]
            ).body
        )
        guard reply.status != .ok else { return [:] }
        #expect(reply.status == .badRequest, "\(reply.text)")
        return try reply.errors()
    }

    private func makeImages(_ studio: Studio) throws {
        let images = studio.options.dataRoot.appendingPathComponent("dots")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        for name in ["a.png", "b c.png"] {
            try Data().write(to: images.appendingPathComponent(name))
        }
    }

    @Test func `a list that is sent is kept with its data set and read from there`() async throws {
        try await StudioFixture().run { client, studio in
            try makeImages(studio)
            let list = Array("a.png 1 2\r\nb c.png 3 -4e-1\r\n".utf8)
            #expect(try await send(list, to: client) == [:])
            let job = try #require(try await studio.store.all().first)
            _ = try await studio.wait(for: job.id)
            let folder = studio.store.jobFolder(job.id)
            let file = folder.file("value_list.txt")
            #expect(try Data(contentsOf: file) == Data(list))
            let run = try studio.run(of: job.id) as? BuildDatasetRun
            let kind = try #require(run?.settings.kind as? ValueListDataset)
            #expect(kind.list == file.path)
            #expect(kind.images?.hasSuffix("/data/dots") == true)
            let (source, _) = try kind.source { _ in }
            #expect(source.images(of: .train).count + source.images(of: .val).count == 2)
        }
    }

    @Test func `what is wrong with a list that is sent is said at its field`() async throws {
        try await StudioFixture().run { client, studio in
            try makeImages(studio)
            let cases: [(list: [UInt8], sentence: String)] = [
                (Array("a.png 1\nb c.png 1 2\n".utf8), "mine.txt:2: found \"b c.png 1 2\""),
                (Array("a.png 1 2\nb c.png 1\n".utf8), "mine.txt:2: found \"b c.png 1\""),
                (Array("a.png nan\n".utf8), "mine.txt:1: found \"a.png nan\""),
                (Array("../a.png 1\n".utf8), "mine.txt:1: ../a.png does not lead below"),
                (Array("\n\n".utf8), "mine.txt: it has no images"),
                ([], "mine.txt: it has no images"),
                ([0xFF, 0xFE, 0x61, 0, 0x20, 0, 0x31, 0], "UTF-16"),
                ([0xC3, 0x20, 0x78], "mine.txt:1: found \"\\xc3 x\""),
            ]
            for (list, sentence) in cases {
                let errors = try await send(list, to: client)
                #expect(errors.keys.sorted() == ["value_list"], "\(sentence): \(errors)")
                #expect(errors["value_list"]?.first?.contains(sentence) == true, "\(errors)")
                #expect(errors["value_list"]?.first?.contains(".lists") == false)
            }
            let own = studio.options.dataRoot.appendingPathComponent("dots/list.txt")
            try Data("a.png 1\n".utf8).write(to: own)
            let errors = try await send(
                Array("a.png 1 2\n".utf8),
                to: client,
                with: ["value_list": "dots/list.txt"],
                as: "value_val_list_file"
            )
            #expect(errors.keys.sorted() == ["value_val_list"])
            #expect(errors["value_val_list"]?.first?.contains("mine.txt:1: found") == true)
            #expect(try await studio.store.all().isEmpty)
        }
    }

    @Test func `what is wrong around a list is shown at the field that mends it`() async throws {
        try await StudioFixture().run { client, studio in
            try makeImages(studio)
            let list = Array("a.png 1 2\n".utf8)
            let cases: [(fields: [String: String], field: String, sentence: String)] = [
                (["value_folder": ""], "value_folder", "Name the folder"),
                (["value_folder": "nowhere"], "value_folder", "is not below the data root"),
                (["value_list": "dots/list.txt"], "value_list", "A file was uploaded as well"),
                (["value_names": "x"], "value_names", "There are 1 names for 2 values"),
            ]
            for (fields, field, sentence) in cases {
                let errors = try await send(list, to: client, with: fields)
                #expect(errors.keys.sorted() == [field], "\(errors)")
                #expect(errors[field]?.first?.contains(sentence) == true, "\(errors)")
            }
            let missing = try await send(Array("c.png 1\nd.png 2\n".utf8), to: client)
            #expect(missing["value_folder"]?.first?.contains("the first would be “c.png”") == true)
            // What is missing beside others is left out when the data set is built.
            #expect(try await send(Array("c.png 1\na.png 2\n".utf8), to: client) == [:])
        }
    }

    @Test func `a form with an error keeps its list`() async throws {
        try await StudioFixture().run { client, studio in
            try makeImages(studio)
            func post(_ form: TestForm) async throws -> StudioReply {
                try await client.execute(
                    uri: task.path(of: .dataset),
                    method: .post,
                    headers: TestForm.headers,
                    body: form.body
                )
            }
            let list = Data("a.png 1 2\n".utf8)
            let first = TestForm(
                fields: ["value_folder": "dots", "dataset_name": ""],
                files: ["value_list_file": (name: "mine.txt", data: list)]
            )
            let page = try await post(first).text
            #expect(page.contains("Kept from before: <strong>mine.txt</strong>"))
            let key = try #require(
                page.firstMatch(of: #/name="value_list_file_key" value="([0-9a-f]{32})"/#)?.1
            )
            var fields = ["value_folder": "dots", "dataset_name": "Dots"]
            fields["value_list_file_key"] = String(key)
            fields["value_list_file_name"] = "mine.txt"
            #expect(try await post(TestForm(fields: fields)).status == .seeOther)
            fields["value_list_file_key"] = "../../etc/passwd"
            #expect(try await post(TestForm(fields: fields)).text.contains("Name the file with"))
        }
    }

    @Test func `a list that is too large is refused`() async throws {
        try await StudioFixture().run { client, studio in
            let list = Data(repeating: 0x20, count: Form.Limit.lists + 1)
            let reply = try await client.execute(
                uri: "\(task.path(of: .dataset)).json",
                method: .post,
                headers: TestForm.headers,
                body: TestForm(files: ["value_list_file": (name: "l.txt", data: list)]).body
            )
            #expect(reply.status == .contentTooLarge)
            #expect(reply.text.contains("33.6 MB"))
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
            #expect(page.contains("action=\"\(task.testPath)?job_id=\(id)#test\""))
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

import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct ModelPageTests {
    /// A model with the layer in Python, in its queue.
    private func makeModel(_ studio: Studio, network: String = Sample.network) async throws
        -> String
    {
        let dataset = try await studio.makeDataset()
        let file = LayerFile(name: "x.py", text: Sample.layerFile, key: "")
        var settings = ModelSettings(name: "squares", dataset: dataset)
        settings.solver.epochs = 2
        let request = ModelRequest(
            settings: settings,
            network: network,
            layerFile: file
        )
        let job = try await request.create(
            in: studio.store,
            dataset: try await studio.store.summary(dataset)
        )
        return job.id
    }

    @Test func `explains why the accuracy is low and trains the model to compare with`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains("Why is it less accurate?"))
            #expect(page.text.contains("pass through “blank_square” as well"))
            #expect(page.text.contains("Validate on whole images"))

            let address = "/models/\(id)/validate-on-whole-images"
            let made = try await client.execute(uri: address, method: .post)
            let path = try #require(made.headers[.location])
            #expect(made.status == .seeOther)
            let pair = try #require(try await studio.store.all(.model).first { $0.id != id })
            let folder = studio.store.jobFolder(pair.id)
            let text = try String(contentsOf: folder.file("original.prototxt"), encoding: .utf8)
            #expect(text.contains("include { stage: \"train\" }\n}"))
            #expect(folder.has(PythonLayerUse.fileName))

            // Asked again it leads to the same model, and both pages show both accuracies.
            try await studio.store.append(
                .test(.init(iteration: 9, outputs: ["accuracy": 0.978])),
                to: pair.id
            )
            let again = try await client.execute(uri: address, method: .post)
            #expect(again.headers[.location] == path)
            for address in ["/models/\(id)", path] {
                let page = try await client.execute(uri: address, method: .get)
                #expect(page.text.contains("97.8 %"))
                #expect(page.text.contains("squares, validated on whole images"))
            }
        }
    }

    @Test func `explains no accuracy for a model without layers in Python`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio, network: StandardNetwork.leNet.prototxt)
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.status == .ok)
            #expect(!page.text.contains("Why is it less accurate?"))
            let refused = try await client.execute(
                uri: "/models/\(id)/validate-on-whole-images",
                method: .post
            )
            #expect(refused.status == .badRequest)
        }
    }

    @Test func `shows a failed layer with all that is known`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            var failure = JobEvent.Failure(
                message: .verbatim("layer \"blank_square\": IndexError: index 99 <is> out"),
                layer: "blank_square"
            )
            (failure.phase, failure.iteration) = ("TRAIN", 7)
            failure.bottoms = ["scaled 64 x 1 x 28 x 28"]
            failure.traceback = "Traceback (most recent call last):\n  File \"x\", line 21"
            failure.source = "top[0].data[99] = 0"
            try await studio.store.append(.error(failure), to: id)
            try await studio.store.setStatus(.error, of: id)
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            for words in [
                "index 99 &lt;is&gt; out", "<dt>Iteration</dt><dd>7</dd>", "64 x 1 x 28 x 28",
                "Traceback (most recent call last)", "top[0].data[99] = 0",
            ] {
                #expect(page.text.contains(words))
            }
        }
    }

    @Test func `shows a notice with a link to its file`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let notice = JobEvent.Notice(
                title: .verbatim("Python 2"),
                message: .verbatim("Run with integer division."),
                file: "corrected.py"
            )
            try await studio.store.append(.notice(notice), to: id)
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains("Run with integer division."))
            #expect(page.text.contains("href=\"/models/\(id)/files/corrected.py\""))
        }
    }

    @Test func `lists snapshots by epoch, in JSON too`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let folder = studio.store.jobFolder(id)
            for iteration in [16, 32] {
                try Data().write(to: folder.file("snapshot_iter_\(iteration).caffemodel"))
            }
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains("<option value=\"2.0\">Epoch 2</option>"))
            let json = try await client.execute(uri: "/models/\(id).json", method: .get)
            #expect(json.text.contains(#""snapshots":[1,2]"#))
        }
    }

    @Test func `sends events from the line after the last one that arrived`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            for iteration in 1...3 {
                let row = JobEvent.TrainRow(iteration: iteration, outputs: [:])
                try await studio.store.append(.train(row), to: id)
            }
            try await studio.store.setStatus(.done, of: id)
            let all = try await client.execute(uri: "/models/\(id)/events", method: .get)
            #expect(all.headers[.contentType] == "text/event-stream")
            #expect(all.text.components(separatedBy: "event: message").count == 6)
            let name = try #require(HTTPField.Name("Last-Event-ID"))
            let rest = try await client.execute(
                uri: "/models/\(id)/events",
                method: .get,
                headers: [name: "4"]
            )
            #expect(rest.text.hasPrefix("id: 5\nevent: message\n"))
            #expect(rest.text.hasSuffix("event: end\ndata: Done\n\n"))
        }
    }
}

@Suite struct ClassifyPageTests {
    private static let script = """
        image=$(field image) out=$(field output)
        if ! grep -q pixels "$image"; then
            echo "E1124 19:04:34.752762 22756 caffe.cpp:1] $image: not an image; allowed: PNG" >&2
            exit 1
        fi
        cat > "$out/result.json" <<'END'
        {"predictions": [["seven", 99.88], ["one", 0.1]], "visualizations": [
          {"name": "data", "kind": "Activation", "layerType": "Input", "shape": [1, 28, 28], "mean": 33.5,
           "deviation": 78.25, "histogram": {"counts": [5, 0, 10], "min": 0, "max": 255},
           "picture": "00.png"}]}
        END
        """

    private func classify(
        _ client: StudioClient,
        _ model: String,
        image: String,
        json: Bool = false,
        _ fields: [String: String] = [:]
    ) async throws -> StudioReply {
        var form = TestForm(fields: fields)
        form.files["image_file"] = ("seven.png", Data(image.utf8))
        let suffix = json ? ".json" : ""
        return try await client.execute(
            uri: "/models/images/classification/classify_one\(suffix)?job_id=\(model)",
            method: .post,
            headers: TestForm.headers,
            body: form.body
        )
    }

    private func makeModel(_ studio: Studio) async throws -> String {
        var settings = ModelSettings(name: "LeNet")
        settings.solver.epochs = 1
        let job = Job(.model(settings))
        try await studio.store.create(job)
        let folder = studio.store.jobFolder(job.id)
        try Data("max_iter: 10\n".utf8).write(to: folder.file("solver.prototxt"))
        try Data().write(to: folder.file("snapshot_iter_10.caffemodel"))
        let dataset = studio.store.jobFolder(try await studio.makeDataset())
        let net = """
            layer { name: "data" type: "Data" top: "data" top: "label"
              data_param { source: "\(dataset.path)/train_db" } }
            """
        try Data(net.utf8).write(to: folder.file("train_val.prototxt"))
        return job.id
    }

    @Test func `shows predictions and what the layers saw`() async throws {
        try await StudioFixture(script: Self.script).run { client, studio in
            let model = try await makeModel(studio)
            let page = try await classify(
                client,
                model,
                image: "pixels",
                ["show_visualizations": "on"]
            )
            #expect(page.status == .ok)
            for words in ["seven", "99.88 %", "1 × 28 × 28", "78.25", "/00.png", "Activation"] {
                #expect(page.text.contains(words))
            }
        }
    }

    @Test func `returns DIGITS' JSON`() async throws {
        try await StudioFixture(script: Self.script).run { client, studio in
            let model = try await makeModel(studio)
            let reply = try await classify(client, model, image: "pixels", json: true)
            #expect(reply.text == #"{"predictions":[["seven",99.88],["one",0.1]]}"#)
        }
    }

    @Test func `reports what is wrong with an image under the name it was uploaded with`()
        async throws
    {
        try await StudioFixture(script: Self.script).run { client, studio in
            let model = try await makeModel(studio)
            let reply = try await classify(client, model, image: "nothing", json: true)
            #expect(reply.status == .badRequest)
            let words = "“seven.png”: not an image; allowed: PNG"
            #expect(
                reply.text == #"{"error":{"description":"\#(words)","message":"\#(words)","#
                    + #""type":"BadRequest"}}"#
            )
            let page = try await classify(client, model, image: "nothing")
            #expect(page.status == .badRequest)
            #expect(page.text.contains("href=\"/models/\(model)#test\""))
        }
    }

    @Test func `leaves nothing behind of an image that could not be tested`() async throws {
        try await StudioFixture(script: Self.script).run { client, studio in
            let model = try await makeModel(studio)
            _ = try await classify(client, model, image: "nothing")
            let tests = studio.imageTester.folder.path
            #expect(try FileManager.default.contentsOfDirectory(atPath: tests) == [])
            _ = try await classify(client, model, image: "pixels")
            let kept = try FileManager.default.subpathsOfDirectory(atPath: tests)
            #expect(!kept.contains { $0.hasSuffix("/image") })
        }
    }

    @Test func `reads an image of this machine where it is, whatever its size`() async throws {
        let fixture = try StudioFixture(script: Self.script)
        let image = fixture.options.dataRoot.appendingPathComponent("large.png")
        try Data("pixels".utf8).write(to: image)
        // Three gigabytes that are on no disk.
        truncate(image.path, 3 << 30)
        mkfifo(fixture.options.dataRoot.appendingPathComponent("pipe.png").path, 0o600)
        try await fixture.run { client, studio in
            let model = try await makeModel(studio)
            for (name, status) in [("large.png", 200), ("pipe.png", 400), (".", 400)] {
                let sent = TestForm(fields: ["image_path": name])
                let reply = try await client.execute(
                    uri: "/models/images/classification/classify_one.json?job_id=\(model)",
                    method: .post,
                    headers: TestForm.headers,
                    body: sent.body
                )
                #expect(reply.status.code == status)
            }
            let kept = try FileManager.default.subpathsOfDirectory(
                atPath: studio.imageTester.folder.path
            )
            #expect(!kept.contains { $0.hasSuffix("/image") })
        }
    }

    @Test(arguments: ["9.3e18", "-1e308", "1e308"])
    func `shows percents and counts of any size`(number: String) async throws {
        let count = number.hasPrefix("-") ? Int.min : .max
        let script = Self.script.replacing("99.88", with: number)
            .replacing("[5, 0, 10]", with: "[5, \(count), 10]")
            .replacing("[1, 28, 28]", with: "[1, \(count), 28]")
        try await StudioFixture(script: script).run { client, studio in
            let model = try await makeModel(studio)
            let page = try await classify(
                client,
                model,
                image: "pixels",
                ["show_visualizations": "on"]
            )
            #expect(page.status == .ok)
        }
    }

    @Test func `refuses a snapshot that does not exist`() async throws {
        try await StudioFixture(script: Self.script).run { client, studio in
            let model = try await makeModel(studio)
            let reply = try await classify(
                client,
                model,
                image: "pixels",
                json: true,
                ["snapshot_epoch": "7"]
            )
            #expect(reply.text.contains("There is no snapshot of epoch 7; there are 1."))
        }
    }
}

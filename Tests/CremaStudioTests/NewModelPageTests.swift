import CremaJobs
import CremaRuns
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct NewModelPageTests {
    private let address = "/models/images/classification"
    private let lenet = ["method": "standard", "standard_networks": "lenet", "train_epochs": "2"]

    private func send(
        _ form: TestForm,
        to uri: String? = nil,
        _ client: StudioClient
    ) async throws -> StudioReply {
        try await client.execute(
            uri: uri ?? address,
            method: .post,
            headers: TestForm.headers,
            body: form.body
        )
    }

    @Test func `requires a data set first`() async throws {
        try await StudioFixture().run { client, _ in
            let page = try await client.execute(uri: "\(address)/new", method: .get)
            #expect(page.text.contains("Make a data set first"))
        }
    }

    @Test func `offers the standard networks to customize`() async throws {
        try await StudioFixture().run { client, studio in
            _ = try await studio.makeDataset()
            let page = try await client.execute(uri: "\(address)/new", method: .get)
            for name in ["lenet", "alexnet", "googlenet"] {
                #expect(page.text.contains("data-customize=\"\(name)\""))
            }
            let reply = try await client.execute(
                uri: "/models/customize?network=lenet&framework=caffe",
                method: .post
            )
            #expect(reply.text.contains("conv1"))
        }
    }

    @Test func `makes a model's files and starts its training`() async throws {
        let script = "echo \"$@\" > arguments; say '\"event\":\"status\",\"status\":\"Done\"'"
        try await StudioFixture(script: script).run { client, studio in
            let dataset = try await studio.makeDataset()
            let fields = lenet.merging(["dataset": dataset, "model_name": " LeNet "]) { $1 }
            let reply = try await send(TestForm(fields: fields), client)
            #expect(reply.status == .seeOther)
            let model = try #require(try await studio.store.all(.model).first)
            #expect(reply.headers[.location] == "/models/\(model.id)")
            #expect(model.name == "LeNet")
            _ = try await studio.wait(for: model.id)
            let folder = studio.store.jobFolder(model.id)
            for file in ["original", "train_val", "deploy", "solver"] {
                #expect(folder.has("\(file).prototxt"))
            }
            let arguments = try String(contentsOf: folder.file("arguments"), encoding: .utf8)
            #expect(arguments == "run \(folder.path)/run.json\n")
            let run = try #require(try studio.run(of: model.id) as? TrainRun)
            #expect(run.solver == "\(folder.path)/solver.prototxt")
            #expect((run.jobDir, run.keepStates) == (folder.path, 1))
        }
    }

    @Test func `loses nothing if the network has an error`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let broken = Sample.network.replacingOccurrences(of: "\"Pooling\"", with: "\"Poling\"")
                .replacingOccurrences(of: "kernel_size: 5", with: "kernel_sise: 5")
            var form = TestForm(fields: [
                "dataset": dataset, "model_name": "LeNet & squares", "method": "custom",
                "custom_network": broken, "learning_rate": "0.05",
                "python_layer_from_client": "on",
            ])
            form.files["python_layer_client_file"] = (
                "squares.py", Data(Sample.layerFile.utf8)
            )
            let reply = try await send(form, client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("unknown field &quot;kernel_sise&quot;"))
            #expect(reply.text.contains("value=\"LeNet &amp; squares\""))
            #expect(reply.text.contains("value=\"0.05\""))
            #expect(reply.text.contains("kernel_sise: 5"))
            #expect(reply.text.contains("Kept from before: <strong>squares.py</strong>"))
            #expect(try await studio.store.all(.model).isEmpty)

            // The kept file is sent on by its key alone.
            let mark = "name=\"python_layer_client_key\" value=\""
            let key = try #require(reply.text.components(separatedBy: mark).last?.prefix(32))
            form.files = [:]
            form.fields["python_layer_client_key"] = String(key)
            form.fields["custom_network"] = Sample.network
            #expect(try await send(form, client).status == .seeOther)
            let model = try #require(try await studio.store.all(.model).first)
            let kept = try String(
                contentsOf: studio.store.jobFolder(model.id).file(PythonLayerUse.fileName),
                encoding: .utf8
            )
            #expect(kept == Sample.layerFile)
        }
    }

    @Test func `reports which layer lacks its file`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let form = TestForm(fields: [
                "dataset": dataset, "model_name": "m", "method": "custom",
                "custom_network": Sample.network,
            ])
            let reply = try await send(form, to: "\(address).json", client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("python_layer_client_file"))
            #expect(reply.text.contains("BlankSquareLayer"))
        }
    }

    @Test func `refuses what a form lacks, by field`() async throws {
        try await StudioFixture().run { client, studio in
            _ = try await studio.makeDataset()
            let form = TestForm(fields: lenet.merging(["train_epochs": "none"]) { $1 })
            let reply = try await send(form, to: "\(address).json", client)
            #expect(
                Set(try reply.errors().keys) == ["dataset", "model_name", "train_epochs"]
            )
        }
    }

    @Test(arguments: [
        ("class BlankSquareLayer(caffe.Layer)\n    pass\n", "squares.py:1"),
        ("import caffe\nclass Other(caffe.Layer): pass\n", "BlankSquareLayer"),
    ])
    func `checks a layer file before training`(text: String, words: String) async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            var form = TestForm(fields: [
                "dataset": dataset, "model_name": "m", "method": "custom",
                "custom_network": Sample.network, "python_layer_from_client": "on",
            ])
            form.files["python_layer_client_file"] = ("squares.py", Data(text.utf8))
            for uri in ["\(address).json", "/models/visualize-network"] {
                let reply = try await send(form, to: uri, client)
                #expect(reply.status == .badRequest)
                #expect(reply.text.contains(words))
            }
            #expect(try await studio.store.all(.model).isEmpty)
        }
    }

    @Test func `refuses a layer file outside the data root`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let form = TestForm(
                fields: lenet.merging([
                    "dataset": dataset, "model_name": "m",
                    "python_layer_server_file": "/etc/hostname",
                ]) { $1 }
            )
            let reply = try await send(form, to: "\(address).json", client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("is not below the data root"))
        }
    }

    @Test func `a model waits for its data set and is made ready then`() async throws {
        let script = """
            if grep -q '"run":"dataset"' "$RUN"; then
                gate
                cp ../ready/* .
            fi
            say '"event":"status","status":"Done"'
            """
        let fixture = try StudioFixture(script: script)
        try await fixture.run { client, studio in
            let ready = studio.store.folder.appendingPathComponent("ready")
            let made = studio.store.jobFolder(try await studio.makeDataset("other"))
            try FileManager.default.createDirectory(at: ready, withIntermediateDirectories: true)
            for name in ["dataset.json", "labels.txt"] {
                try FileManager.default.copyItem(
                    at: made.file(name),
                    to: ready.appendingPathComponent(name)
                )
            }
            let dataset = try await studio.startDataset("MNIST")
            let fields = lenet.merging(["dataset": dataset, "model_name": "early"]) { $1 }
            #expect(try await send(TestForm(fields: fields), client).status == .seeOther)
            let model = try #require(try await studio.store.all(.model).first)
            #expect(model.status == "Waiting")
            try studio.openGate()
            #expect(try await studio.wait(for: model.id).status == "Done")
            #expect(studio.store.jobFolder(model.id).has("solver.prototxt"))
        }
    }

    @Test func `draws a network with its layer in Python`() async throws {
        try await StudioFixture().run { client, _ in
            let form = TestForm(fields: ["custom_network": Sample.network])
            let reply = try await send(form, to: "/models/visualize-network", client)
            #expect(reply.status == .ok)
            #expect(reply.text.contains("<svg"))
            #expect(reply.text.contains("blank_square"))
        }
    }

    @Test func `shows a network's error with its line`() async throws {
        try await StudioFixture().run { client, _ in
            let form = TestForm(fields: ["custom_network": "name: \"x\"\nlayer { tpye: \"ReLU\" }"])
            let reply = try await send(form, to: "/models/visualize-network", client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains(#""line":2"#))
            #expect(reply.text.contains("type"))
        }
    }

    @Test func `cloning fills the form with a model's network and file`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            var form = TestForm(fields: [
                "dataset": dataset, "model_name": "first", "method": "custom",
                "custom_network": Sample.network, "learning_rate": "0.07",
                "python_layer_from_client": "on",
            ])
            form.files["python_layer_client_file"] = ("squares.py", Data(Sample.layerFile.utf8))
            #expect(try await send(form, client).status == .seeOther)
            let model = try #require(try await studio.store.all(.model).first)
            let page = try await client.execute(
                uri: "\(address)/new?clone=\(model.id)",
                method: .get
            )
            #expect(page.text.contains("value=\"0.07\""))
            #expect(page.text.contains("blank_square"))
            #expect(
                page.text.contains("Kept from before: <strong>digits_python_layers.py</strong>")
            )
        }
    }

    @Test func `lists of numbers make a model for each combination`() async throws {
        try await StudioFixture().run { client, studio in
            let fields = lenet.merging([
                "dataset": try await studio.makeDataset(), "model_name": "LeNet",
                "learning_rate": "0.1, 0.01", "batch_size": "16, 32",
            ]) { $1 }
            let reply = try await send(TestForm(fields: fields), to: "\(address).json", client)
            #expect(reply.status == .ok, "\(reply.text)")
            struct Answer: Decodable {
                struct Job: Decodable { var id, name: String }
                var jobs: [Job]
            }
            let jobs = try JSONDecoder()
                .decode(Answer.self, from: Data(reply.body.readableBytesView)).jobs
            let names = [16, 32].flatMap { batch in
                ["0.1", "0.01"].map { "LeNet batch_size:\(batch) learning_rate:\($0)" }
            }
            #expect(jobs.map(\.name) == names)
            #expect(Set(jobs.map(\.id)).count == 4)
            for job in jobs { #expect(try await studio.wait(for: job.id).status == "Done") }
            let last = try #require(jobs.last)
            let solver = try String(
                contentsOf: studio.store.jobFolder(last.id).file("solver.prototxt"),
                encoding: .utf8
            )
            #expect(solver.contains("base_lr: 0.01"))
            let page = try await send(TestForm(fields: fields), client)
            #expect(page.headers[.location] == "/")
        }
    }

    @Test func `lists are refused as a whole, and what was typed stays`() async throws {
        try await StudioFixture().run { client, studio in
            let rates = (1...101).map(String.init).joined(separator: ", ")
            let fields = lenet.merging([
                "dataset": try await studio.makeDataset(), "model_name": "LeNet",
                "learning_rate": rates,
            ]) { $1 }
            let reply = try await send(TestForm(fields: fields), client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("at most 100 are made at once"))
            #expect(reply.text.contains("value=\"\(rates)\""))
            // The last crop is larger than the images: none of the models is left.
            let crops = fields.merging(["learning_rate": "0.1", "crop_size": "20, 24, 99"]) { $1 }
            let refused = try await send(TestForm(fields: crops), client)
            #expect(refused.status == .badRequest)
            #expect(try await studio.store.all(.model).isEmpty)
        }
    }

    @Test func `proposes the network that fits the only data set`() async throws {
        try await StudioFixture().run { client, studio in
            _ = try await studio.makeDataset()
            let page = try await client.execute(uri: "\(address)/new", method: .get).text
            #expect(page.contains("28 x 28, grey, 1,200 images"))
            #expect(page.contains("data-network=\"lenet\""))
            #expect(page.contains("data-title=\"LeNet\" checked"))
            #expect(page.contains("It takes images of at least 224 x 224, grey or colour."))
        }
    }

    @Test func `refuses a network that cannot take the images, at its field`() async throws {
        try await StudioFixture().run { client, studio in
            let fields = lenet.merging([
                "dataset": try await studio.makeDataset(), "model_name": "m",
                "standard_networks": "googlenet",
            ]) { $1 }
            let reply = try await send(TestForm(fields: fields), to: "\(address).json", client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("standard_networks"))
            #expect(reply.text.contains("These networks can take them: LeNet"))
            #expect(try await studio.store.all(.model).isEmpty)
        }
    }
}

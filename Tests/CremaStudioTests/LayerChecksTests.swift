import CremaData
import CremaEvents
import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

/// Needs the library that Python loads, as `scripts/build debug` makes it.
@Suite struct LayerChecksTests {
    private static let network = """
        layer { name: "data" type: "Data" top: "data" top: "label"
                data_param { batch_size: 6 } exclude { stage: "deploy" } }
        layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
                inner_product_param { num_output: 3 weight_filler { type: "xavier" } } }
        layer { name: "mine" type: "Python" bottom: "ip" top: "mine"
                python_param { module: "digits_python_layers" layer: "Mine" } }
        layer { name: "scores" type: "InnerProduct" bottom: "mine" top: "scores"
                inner_product_param { weight_filler { type: "xavier" } } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "scores" bottom: "label" top: "loss"
                exclude { stage: "deploy" } }

        """

    private static func layers(
        forward: String = "top[0].data[...] = bottom[0].data / 2",
        backward: String = "bottom[0].diff[...] = top[0].diff / 2"
    ) -> String {
        """
        import caffe, os, time

        class Mine(caffe.Layer):
            def setup(self, bottom, top): pass
            def reshape(self, bottom, top): top[0].reshape(*bottom[0].data.shape)
            def forward(self, bottom, top): \(forward)
            def backward(self, top, propagate_down, bottom): \(backward)

        """
    }

    private func form(_ dataset: String, _ layers: String?, network: String = network) -> TestForm {
        var form = TestForm(fields: [
            "dataset": dataset, "method": "custom", "custom_network": network,
            "python_layer_from_client": "on", "use_mean": "none",
        ])
        if let layers { form.files["python_layer_client_file"] = ("mine.py", Data(layers.utf8)) }
        return form
    }

    private func check(
        _ form: TestForm,
        accept: String = "application/json",
        _ client: StudioClient
    ) async throws -> StudioReply {
        var headers = TestForm.headers
        headers[.accept] = accept
        return try await client.execute(
            uri: "/models/check-layers",
            method: .post,
            headers: headers,
            body: form.body
        )
    }

    private struct Refused: Decodable {
        struct Details: Decodable { var message: String }

        var error: Details
        var line: Int?
        var errors: [String: [String]]
    }

    private func refused(_ reply: StudioReply) throws -> Refused {
        #expect(reply.status == .badRequest)
        return try JSONDecoder().decode(Refused.self, from: Data(reply.body.readableBytesView))
    }

    private func report(_ reply: StudioReply) throws -> LayerReport {
        #expect(reply.status == .ok, "\(reply.text)")
        return try JSONDecoder().decode(LayerReport.self, from: Data(reply.body.readableBytesView))
    }

    @Test func `reports what each layer of the form does, as JSON and as a part of a page`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makePictures()
            let sent = form(dataset, Self.layers(backward: "bottom[0].diff[...] = top[0].diff"))
            let found = try report(try await check(sent, client))
            let layer = try #require(found.layers.first)
            #expect(found.error == nil && found.layers.count == 1)
            #expect((layer.name, layer.className) == ("mine", "Mine"))
            #expect(layer.findings.map(\.what).prefix(3) == ["forward", "writes", "repeats"])
            #expect(layer.findings[3].isGood == false)

            let page = try await check(sent, accept: "text/html", client).text
            #expect(page.contains("data-layer=\"mine\""))
            #expect(page.contains("1 wrong"))
            #expect(page.contains("by differences"))
            #expect(!page.contains("<html"))
        }
    }

    @Test func `reports what a layer raises with its traceback`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makePictures()
            let sent = form(dataset, Self.layers(forward: "raise ValueError('enough')"))
            let finding = try report(try await check(sent, client)).layers[0].findings[0]
            #expect(finding.sentence == "ValueError: enough")
            #expect(try #require(finding.traceback).contains("File \"digits_python_layers.py\""))
        }
    }

    @Test func `reports a Python 2 file together with its Python 3 version`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makePictures()
            let sent = form(
                dataset,
                Self.layers(forward: "top[0].data[...] = bottom[0].data[:bottom[0].num / 1]")
            )
            let notice = try #require(try report(try await check(sent, client)).notices.first)
            #expect(try #require(notice.text).contains("bottom[0].num // 1"))
        }
    }

    @Test func `reports what the form lacks, by field`() async throws {
        try await StudioFixture().run { client, studio in
            let waiting = try await studio.makeDataset("late", status: .waiting)
            let lacking = try refused(try await check(form("", nil), client))
            #expect(Set(lacking.errors.keys) == ["dataset", "python_layer_client_file"])
            let early = try refused(try await check(form(waiting, Self.layers()), client))
            #expect(early.error.message.contains("“late” is Waiting"))

            let page = try await check(form("", nil), accept: "text/html", client)
            #expect(page.status == .badRequest)
            #expect(page.text.contains("data-field=\"dataset\""))
        }
    }

    @Test func `reports that no layer of the network is in the file`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makePictures()
            var sent = form(dataset, Self.layers())
            sent.fields["method"] = "standard"
            sent.fields["standard_networks"] = "lenet"
            let words = try refused(try await check(sent, client)).errors["custom_network"]
            #expect(words?.first?.contains("No layer of the network is in mine.py") == true)
        }
    }

    @Test(arguments: [
        ("kernel: 5", 8, "kernel"),
        ("inner_product_param { axis: 7 }", 7, "layer \"more\""),
    ])
    func `reports an error of the network with its line`(field: String, line: Int, words: String)
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makePictures()
            let more = """
                layer { name: "more" type: "InnerProduct" bottom: "mine" top: "more"
                        \(field) }

                """
            let network = Self.network.replacingOccurrences(
                of: "layer { name: \"scores\"",
                with: more + "layer { name: \"scores\""
            )
            let sent = form(dataset, Self.layers(), network: network)
            let refusal = try refused(try await check(sent, client))
            #expect(refusal.line == line)
            #expect(refusal.errors["custom_network"]?.first?.contains(words) == true)
        }
    }

    @Test func `ends a check that takes too long, and what it started`() async throws {
        var fixture = try StudioFixture()
        fixture.options.checkLimit = .seconds(3)
        let mark = fixture.folder.appendingPathComponent("child")
        try await fixture.run { client, studio in
            let dataset = try await studio.makePictures()
            // The limit of a pass does not reach a layer that waits in native code.
            let forward =
                "os.system('echo $$ > \(mark.path); exec sleep 1000')"
            let found = try report(
                try await check(form(dataset, Self.layers(forward: forward)), client)
            )
            #expect(found.error?.contains("after 3 seconds") == true)
            if let text = try? String(contentsOf: mark, encoding: .utf8),
                let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
            {
                let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
                #expect(state?.contains(") S ") != true)
            }
        }
    }

    @Test func `reports a layer that ends the process`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makePictures()
            let sent = form(dataset, Self.layers(forward: "os.kill(os.getpid(), 11)"))
            let found = try report(try await check(sent, client))
            #expect(found.error?.contains("was killed by signal 11") == true)
        }
    }

    @Test func `checks the layers of a model, and leaves its folder as it is`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makePictures()
            var sent = form(dataset, Self.layers())
            sent.fields["model_name"] = "halves"
            _ = try await client.execute(
                uri: "/models/images/classification",
                method: .post,
                headers: TestForm.headers,
                body: sent.body
            )
            let model = try #require(try await studio.store.all(.model).first)
            _ = try await studio.wait(for: model.id)
            let folder = studio.store.jobFolder(model.id)
            let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            let page = try await client.execute(uri: model.path, method: .get)
            #expect(page.text.contains("data-check-layers=\"\(model.path)/check-layers\""))
            let reply = try await client.execute(
                uri: "\(model.path)/check-layers.json",
                method: .post
            )
            #expect(try report(reply).layers.map(\.name) == ["mine"])
            let after = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(before == after)
        }
    }

    @Test func `reports that a model has no layers in Python`() async throws {
        try await StudioFixture().run { client, studio in
            let job = Job(.model(ModelSettings(name: "plain")))
            try await studio.store.create(job)
            let reply = try await client.execute(
                uri: "/models/\(job.id)/check-layers.json",
                method: .post
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("has no layers in Python"))
        }
    }
}

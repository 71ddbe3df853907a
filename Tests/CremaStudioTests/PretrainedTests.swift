import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct PretrainedTests {
    private static let models = "/models/images/classification.json"

    private func post(_ form: TestForm, to uri: String, _ client: StudioClient) async throws
        -> StudioReply
    {
        var headers = TestForm.headers
        headers[.accept] = "application/json"
        return try await client.execute(uri: uri, method: .post, headers: headers, body: form.body)
    }

    private func id(_ reply: StudioReply) throws -> String {
        struct Answer: Decodable { var id: String }
        return try JSONDecoder().decode(Answer.self, from: Data(reply.body.readableBytesView)).id
    }

    /// A file of weights, which begins with the name of its net.
    private static let weights = Data([0x0A, 0x01, 0x61])

    private func upload(_ weights: Data = Self.weights, network: String? = nil) -> TestForm {
        var form = TestForm(fields: [
            "job_name": "LeNet of others", "framework": "caffe", "image_type": "GRAYSCALE",
            "resize_mode": "squash", "width": "28", "height": "28",
        ])
        let text = network ?? StandardNetwork.leNet.prototxt
        form.files = [
            "weights_file": ("w.caffemodel", weights),
            "model_def_file": ("net.prototxt", Data(text.utf8)),
            "labels_file": ("labels.txt", Data("cat\ndog\n".utf8)),
        ]
        return form
    }

    @Test func `a model starts from weights that were sent, its last layer anew`() async throws {
        try await StudioFixture().run { client, studio in
            let made = try await post(upload(), to: "/pretrained_models/new", client)
            #expect(made.status == .ok, "\(made.text)")
            let pretrained = try id(made)
            let form = TestForm(fields: [
                "dataset": try await studio.makeDataset(), "model_name": "m",
                "method": "pretrained", "pretrained_networks": pretrained,
            ])
            let reply = try await post(form, to: Self.models, client)
            #expect(reply.status == .ok, "\(reply.text)")
            let folder = studio.store.jobFolder(try id(reply))
            let kept = try Data(contentsOf: folder.file("pretrained.caffemodel"))
            #expect(kept == Self.weights)
            let text = try String(contentsOf: folder.file("original.prototxt"), encoding: .utf8)
            #expect(text.contains("\"ip2_retrain\""))
            let gone = try await client.execute(
                uri: "/pretrained_models/\(pretrained)",
                method: .delete
            )
            #expect(gone.status == .ok)
            #expect(studio.pretrained.all().isEmpty)
            #expect(try await post(form, to: Self.models, client).status == .badRequest)
        }
    }

    @Test func `a model becomes a pretrained one, and keeps its last layer on its classes`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let lenet = TestForm(fields: [
                "dataset": dataset, "model_name": "first", "method": "standard",
                "standard_networks": "lenet",
            ])
            let first = try id(try await post(lenet, to: Self.models, client))
            _ = try await studio.wait(for: first)
            let snapshot = studio.store.jobFolder(first).file("snapshot_iter_16.caffemodel")
            try Self.weights.write(to: snapshot)
            let reply = try await post(TestForm(), to: "/models/\(first)/to_pretrained", client)
            #expect(reply.status == .ok, "\(reply.text)")
            let form = TestForm(fields: [
                "dataset": dataset, "model_name": "second", "method": "pretrained",
                "pretrained_networks": try id(reply),
            ])
            let second = studio.store.jobFolder(
                try id(try await post(form, to: Self.models, client))
            )
            let text = try String(contentsOf: second.file("original.prototxt"), encoding: .utf8)
            #expect(text == StandardNetwork.leNet.prototxt)
            let page = try await client.execute(uri: "/pretrained_models", method: .get)
            #expect(page.text.contains("28 x 28, grey"))
        }
    }

    @Test func `what is wrong with the files is reported by field, and nothing is kept`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let address = "/pretrained_models/new"
            let page = try await post(upload(Data("<html>".utf8)), to: address, client)
            #expect(page.status == .badRequest)
            #expect(page.text.contains("\"weights_file\""))
            let net = try await post(upload(network: "layer { tpye: 1 }"), to: address, client)
            #expect(net.status == .badRequest)
            #expect(net.text.contains("\"model_def_file\""))
            let fields = TestForm(fields: [
                "width": "0", "height": "9223372036854775808", "image_type": "x",
                "resize_mode": "stretch", "nonsense": "1",
            ])
            let empty = try await post(fields, to: address, client)
            #expect(empty.status == .badRequest)
            #expect(studio.pretrained.all().isEmpty)
        }
    }

    @Test(arguments: ["../x", "x", "20161124-101530-ab12"])
    func `a pretrained model that there is not cannot be deleted`(id: String) async throws {
        try await StudioFixture().run { client, _ in
            let escaped = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let reply = try await client.execute(
                uri: "/pretrained_models/\(escaped)",
                method: .delete
            )
            #expect(reply.status == .notFound)
        }
    }

    /// An archive made by Python of files with these texts.
    private func archive(_ files: [String: Data]) throws -> Data {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("crema-archive-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-m", "zipfile", "-c", "a.zip"] + files.keys.sorted()
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: folder.appendingPathComponent("a.zip"))
    }

    private func send(_ archive: Data, _ client: StudioClient) async throws -> StudioReply {
        var form = TestForm()
        form.files = ["archive": ("model.zip", archive)]
        return try await post(form, to: "/pretrained_models/upload_archive", client)
    }

    @Test func `an archive as DIGITS writes it becomes a pretrained model`() async throws {
        try await StudioFixture().run { client, studio in
            let info = """
                {"name": "old", "image dimensions": [28, 30, 1], "snapshot file": "s.caffemodel",
                 "deploy file": "deploy.prototxt", "labels file": "labels.txt"}
                """
            let files = [
                "info.json": Data(info.utf8), "s.caffemodel": Self.weights,
                "deploy.prototxt": Data(StandardNetwork.leNet.prototxt.utf8),
                "labels.txt": Data("a\n".utf8),
            ]
            let reply = try await send(try archive(files), client)
            #expect(reply.status == .ok, "\(reply.text)")
            #expect(reply.text.contains("\"success\""))
            let model = try #require(studio.pretrained.all().first)
            #expect((model.name, model.width, model.height) == ("old", 30, 28))
            var less = files
            less["s.caffemodel"] = nil
            let refused = try await send(try archive(less), client)
            #expect(refused.status == .badRequest)
            #expect(refused.text.contains("“s.caffemodel”"))
            let noise = try await send(Data("no archive".utf8), client)
            #expect(noise.status == .badRequest)
            #expect(noise.text.contains("\"status\":\"error\""))
            #expect(studio.pretrained.all().count == 1)
        }
    }
}

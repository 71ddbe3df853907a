import CremaData
import CremaEvents
import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct DownloadPageTests {
    /// A model of two epochs with a snapshot of each; the second holds `weights 2`.
    private func makeModel(_ studio: Studio, ending: String = "caffemodel") async throws -> String {
        let dataset = try await studio.makeDataset()
        let mean = studio.store.jobFolder(dataset).file("mean.binaryproto")
        try Data("mean".utf8).write(to: mean)
        var settings = ModelSettings(name: "squares", dataset: dataset)
        settings.solver.epochs = 2
        let request = ModelRequest(
            settings: settings,
            network: Sample.network,
            layerFile: LayerFile(name: "x.py", text: Sample.layerFile, key: "")
        )
        let job = try await request.create(
            in: studio.store,
            dataset: try await studio.store.summary(dataset)
        )
        let folder = studio.store.jobFolder(job.id)
        for (iteration, text) in [(16, "weights 1"), (32, "weights 2")] {
            try Data(text.utf8).write(to: folder.file("snapshot_iter_\(iteration).\(ending)"))
        }
        return job.id
    }

    /// The files of an archive, unpacked as a person does.
    private func unpacked(_ archive: ByteBuffer, as format: String) async throws -> [String: Data] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("crema-unpacked-\(UUID().uuidString)")
        let content = folder.appendingPathComponent("content")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("archive.\(format)")
        try Data(archive.readableBytesView).write(to: file)
        let words =
            format == "zip"
            ? ["python3", "-m", "zipfile", "-e", file.path, "."] : ["tar", "-xf", file.path]
        let log = folder.appendingPathComponent("log")
        let process = try ChildProcess.start(
            Command("/usr/bin/env", words),
            in: content.path,
            log: log.path
        )
        let ending = await process.ending()
        #expect(ending == .exited(0), "\(JobFolder.tail(of: log, lines: 5))")
        let names = try FileManager.default.contentsOfDirectory(atPath: content.path)
        return try names.reduce(into: [:]) {
            $0[$1] = try Data(contentsOf: content.appendingPathComponent($1))
        }
    }

    @Test(arguments: ["tar", "tar.gz", "tgz", "tar.bz2", "zip"])
    func `packs the last snapshot with all that it needs`(format: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let reply = try await client.execute(
                uri: "/models/\(id)/download.\(format)",
                method: .get
            )
            #expect(reply.status == .ok)
            #expect(
                reply.headers[.contentDisposition]
                    == "attachment; filename=\(id)_epoch_2.\(format)"
            )
            let files = try await unpacked(reply.body, as: format)
            #expect(
                files.keys.sorted() == [
                    "deploy.prototxt", "digits_python_layers.py", "info.json", "labels.txt",
                    "mean.binaryproto", "original.prototxt", "snapshot_iter_32.caffemodel",
                    "solver.prototxt", "train_val.prototxt",
                ]
            )
            #expect(files["snapshot_iter_32.caffemodel"] == Data("weights 2".utf8))
            #expect(files["digits_python_layers.py"] == Data(Sample.layerFile.utf8))
            let jobs = studio.options.jobsFolder.path
            for name in ["train_val.prototxt", "solver.prototxt", "info.json"] {
                #expect(!String(decoding: files[name] ?? Data(), as: UTF8.self).contains(jobs))
            }
        }
    }

    @Test func `packs the snapshot of an epoch, requested by address or by form`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            for query in ["?epoch=1", "?epoch=1.0"] {
                let reply = try await client.execute(
                    uri: "/models/\(id)/download\(query)",
                    method: .get
                )
                #expect(reply.headers[.contentType] == "application/gzip")
                let files = try await unpacked(reply.body, as: "tar.gz")
                #expect(files["snapshot_iter_16.caffemodel"] == Data("weights 1".utf8))
            }
            let reply = try await client.execute(
                uri: "/models/\(id)/download",
                method: .post,
                headers: TestForm.headers,
                body: TestForm(fields: ["snapshot_epoch": "1.0", "format": "zip"]).body
            )
            #expect(
                reply.headers[.contentDisposition] == "attachment; filename=\(id)_epoch_1.zip"
            )
            let files = try await unpacked(reply.body, as: "zip")
            #expect(files["snapshot_iter_16.caffemodel"] == Data("weights 1".utf8))
        }
    }

    @Test func `lists and packs snapshots in HDF5`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio, ending: "caffemodel.h5")
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains("<option value=\"2.0\">Epoch 2</option>"))
            let reply = try await client.execute(uri: "/models/\(id)/download.tar", method: .get)
            let files = try await unpacked(reply.body, as: "tar")
            #expect(files["snapshot_iter_32.caffemodel.h5"] == Data("weights 2".utf8))
        }
    }

    @Test func `leaves nothing of an archive behind, not even after a HEAD request`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            for method in [HTTPRequest.Method.get, .head] {
                let reply = try await client.execute(
                    uri: "/models/\(id)/download.zip",
                    method: method
                )
                #expect(reply.status == .ok)
            }
            // It goes with the reply, which the server may hold a moment longer than this test.
            let folder = studio.options.jobsFolder.appendingPathComponent(".downloads").path
            for _ in 0..<500 {
                if try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty { return }
                try await Task.sleep(for: .milliseconds(20))
            }
            Issue.record("Archives stay in \(folder)")
        }
    }

    /// The status and the words of a refusal, in JSON.
    private func refusal(_ client: StudioClient, _ address: String) async throws
        -> String
    {
        let reply = try await client.execute(
            uri: address,
            method: .get,
            headers: [.accept: "application/json"]
        )
        return "\(reply.status.code) \(reply.text)"
    }

    @Test func `lists the available epochs and formats`() async throws {
        try await StudioFixture().run { client, studio in
            let path = "/models/\(try await makeModel(studio))/download"
            for epoch in ["7", "first"] {
                let words = "There is no snapshot of epoch \(epoch); there are 1, 2."
                let reply = try await refusal(client, "\(path)?epoch=\(epoch)")
                #expect(reply.hasPrefix("400 ") && reply.contains(#""message":"\#(words)""#))
            }
            #expect(
                try await refusal(client, "\(path).rar").contains(
                    "packed as tar.gz, tgz, tar.bz2, tar, zip, not as “rar”"
                )
            )
            let page = try await client.execute(uri: "\(path).rar", method: .get)
            #expect(page.status == .badRequest)
            #expect(page.text.contains("Back to the model"))
            let unknown = try await client.execute(uri: "/models/x/download", method: .get)
            #expect(unknown.status == .notFound)
        }
    }

    @Test func `reports that there is no snapshot, and whether one will come`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let folder = studio.store.jobFolder(id)
            for snapshot in folder.snapshots() {
                try FileManager.default.removeItem(at: folder.file(snapshot.name))
            }
            let path = "/models/\(id)/download"
            #expect(try await refusal(client, path).contains("no snapshot yet; wait for its first"))
            try await studio.store.setStatus(.aborted, of: id)
            #expect(try await refusal(client, path).contains("clone the model and train again"))
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains(#/formnovalidate\s+disabled>Download model/#))
        }
    }

    @Test func `reports that the data set is missing, and what is left`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeModel(studio)
            let dataset = try #require(try await studio.store.summary(id).datasetID)
            try FileManager.default.removeItem(at: studio.store.jobFolder(dataset).url)
            let words = try await refusal(client, "/models/\(id)/download")
            #expect(words.contains("the data set that the model learned from, is gone"))
            #expect(words.contains("files can be downloaded one by one from its page."))
        }
    }
}

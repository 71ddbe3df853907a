import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct FormFieldsTests {
    private static let datasets = "/datasets/images/classification"
    private static let models = "/models/images/classification"

    private func post(
        _ fields: [String: String],
        to address: String,
        _ client: StudioClient,
        method: HTTPRequest.Method = .post
    ) async throws -> StudioReply {
        var headers = TestForm.headers
        headers[.accept] = "application/json"
        return try await client.execute(
            uri: address,
            method: method,
            headers: headers,
            body: TestForm(fields: fields).body
        )
    }

    @Test(arguments: [
        ("backend", "tfrecords"), ("encoding", "gif"), ("compression", "gzip"),
        ("folder_val", "/nope"), ("folder_pct_test", "75"), ("jpeg_quality", "50"),
        ("folder_test", "/nope"), ("folder_val_min_per_class", "7"),
        ("textfile_train_images", "list.txt"), ("textfile_labels_file", "labels.txt"),
        ("resize_mode", "stretch"), ("resize_channels", "4"),
        ("method", "s3"), ("nonsense", "1"), ("Resize_Width", "20"),
        ("custom_network", "x"), ("pair", "20161124-101530-ab12"),
    ])
    func `a data set's form refuses fields without effect, by name`(
        field: String,
        value: String
    ) async throws {
        let fixture = try StudioFixture()
        let images = fixture.options.dataRoot.appendingPathComponent("flowers")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        try await fixture.run { client, studio in
            var fields = ["method": "folder", "dataset_name": "a", "folder_train": "flowers"]
            fields[field] = value
            let reply = try await post(fields, to: "\(Self.datasets).json", client)
            #expect(reply.status == .badRequest)
            #expect(try reply.errors().keys.sorted() == [field])
            #expect(try await studio.store.all().isEmpty)
        }
    }

    @Test(arguments: [("has_val_folder", "folder_val"), ("has_test_folder", "folder_test")])
    func `a folder of its own for a part must be named`(flag: String, folder: String) async throws {
        let fixture = try StudioFixture()
        let images = fixture.options.dataRoot.appendingPathComponent("flowers")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        try await fixture.run { client, _ in
            var fields = ["method": "folder", "dataset_name": "a", "folder_train": "flowers"]
            fields[flag] = "y"
            let reply = try await post(fields, to: "\(Self.datasets).json", client)
            #expect(try reply.errors().keys.sorted() == [folder])
            fields[flag] = "n"
            fields[folder] = "flowers"
            let other = try await post(fields, to: "\(Self.datasets).json", client)
            #expect(try other.errors()[folder]?.first?.contains("value of \(flag)") == true)
        }
    }

    @Test func `a data set's form accepts DIGITS' fields if they match what is done`() async throws
    {
        let fixture = try StudioFixture()
        let images = fixture.options.dataRoot.appendingPathComponent("flowers")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        try await fixture.run { client, studio in
            let fields = [
                "method": "folder", "dataset_name": "a", "folder_train": "flowers",
                "backend": "lmdb",
                "encoding": "none", "compression": "none", "folder_pct_test": "0", "folder_val": "",
                "folder_val_min_per_class": "2", "textfile_shuffle": "y", "textfile_use_val": "y",
                "group_name": " ", "resize_mode": "half_crop",
            ]
            let reply = try await post(fields, to: "\(Self.datasets).json", client)
            #expect(reply.status == .ok, "\(reply.text)")
            let job = try #require(try await studio.store.all().first)
            let made = try studio.store.jobFolder(job.id).job().settings.fields
            let names = FolderDataset.formOptions.filter { $0.condition == nil }.map(\.name)
            #expect(Set(made.keys) == Set(names + ["dataset_name", "method"]))
        }
    }

    @Test(arguments: ["resize_width", "folder_train", "backend", "nonsense"])
    func `a ready-made data set accepts a name only`(field: String) async throws {
        try await StudioFixture().run { client, _ in
            let fields = ["method": "mnist", field: "32"]
            let reply = try await post(fields, to: "\(Self.datasets).json", client)
            #expect(reply.status == .badRequest)
            #expect(try reply.errors().keys.sorted() == [field])
        }
    }

    @Test(arguments: [
        ("framework", "torch"), ("select_gpu_count", "2"), ("shuffle", "y"), ("aug_flip", "fliplr"),
        ("aug_noise", "0.5"), ("previous_snapshot", "1"), ("nonsense", "1"), ("pair", "x"),
        ("nonsense-snapshot-of", "1"), ("../x-snapshot", "1"),
        ("python_layer_from_client", "maybe"), ("lr_policy", "cosine"), ("solver_type", "lion"),
        ("use_mean", "median"), ("method", "store"), ("resize_mode", "crop"),
        ("batch_accumulation", "0"),
    ])
    func `a model's form refuses fields without effect, by name`(
        field: String,
        value: String
    ) async throws {
        try await StudioFixture().run { client, studio in
            var fields = [
                "method": "standard", "standard_networks": "lenet", "model_name": "m",
                "dataset": try await studio.makeDataset(),
            ]
            fields[field] = value
            let reply = try await post(fields, to: "\(Self.models).json", client)
            #expect(reply.status == .badRequest)
            #expect(try reply.errors().keys.sorted() == [field])
            #expect(try await studio.store.all(.model).isEmpty)
        }
    }

    @Test func `a model's form accepts DIGITS' fields if they match what is done`() async throws {
        try await StudioFixture().run { client, studio in
            let fields = [
                "method": "standard", "standard_networks": "lenet", "model_name": "m",
                "dataset": try await studio.makeDataset(), "framework": "caffe", "group_name": "",
                "select_gpu_count": "0", "aug_flip": "none", "aug_hsv_h": "0.02", "aug_rot": "0",
                "aug_whitening": "n", "shuffle": "", "batch_accumulation": "2",
            ]
            let reply = try await post(fields, to: "\(Self.models).json", client)
            #expect(reply.status == .ok, "\(reply.text)")
            let job = try #require(try await studio.store.all(.model).first)
            let made = try studio.store.jobFolder(job.id).job()
            #expect(made.model?.solver.batchAccumulation == 2)
            #expect(made.settings.fields["aug_flip"] == nil)
            #expect(made.settings.fields["framework"] == nil)
        }
    }

    @Test(arguments: [
        "/models/check-layers", "/models/visualize-network", "/models/customize?network=lenet",
        "/models/images/classification/classify_one.json?job_id=MODEL",
        "/models/images/classification/classify_one.json?job_id=MODEL&nonsense=2",
    ])
    func `the checks of a new model refuse unknown fields as well`(address: String) async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let model = Job(.model(ModelSettings(name: "m", dataset: dataset)))
            try await studio.store.create(model)
            let reply = try await post(
                ["nonsense": "1"],
                to: address.replacingOccurrences(of: "MODEL", with: model.id),
                client
            )
            #expect(reply.status == .badRequest)
            #expect(try reply.errors()["nonsense"]?.isEmpty == false)
        }
    }

    @Test(arguments: [
        ("/models/customize?network=lenet&framework=torch", "framework"),
        ("/models/customize?network=lenet&snapshot_epoch=5", "snapshot_epoch"),
        ("/models/visualize-network?framework=tensorflow", "framework"),
    ])
    func `an address is held to the fields of the form as well`(address: String, field: String)
        async throws
    {
        try await StudioFixture().run { client, _ in
            let reply = try await post([:], to: address, client)
            #expect(reply.status == .badRequest)
            #expect(try reply.errors()[field]?.isEmpty == false)
        }
    }

    @Test(arguments: [
        (["image_url": "http://x/y.png"], "image_url"),
        (["image_path": "a.png", "show_visualizations": "perhaps"], "show_visualizations"),
        (["image_file": "a.png"], "image_file"),
    ])
    func `a test of an image refuses fields without effect`(
        fields: [String: String],
        field: String
    ) async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let model = Job(.model(ModelSettings(name: "m", dataset: dataset)))
            try await studio.store.create(model)
            let address = "\(Self.models)/classify_one.json?job_id=\(model.id)"
            let reply = try await post(fields, to: address, client)
            #expect(reply.status == .badRequest)
            #expect(try reply.errors().keys.sorted() == [field])
        }
    }

    @Test func `the page shows errors that belong to no field`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await client.execute(
                uri: Self.datasets,
                method: .post,
                headers: TestForm.headers,
                body: TestForm(fields: ["method": "folder", "nonsense": "1"]).body
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("<li>nonsense: This form has no field"))
        }
    }

    /// The names of the fields of a page, hidden ones too, but for the one that every form has.
    private func names(on page: String) -> [String] {
        page.matches(of: #/<(?:input|select|textarea)[^>]* name="([a-z_]+)"/#).map { String($0.1) }
            .filter { $0 != FormToken.field }
    }

    @Test func `a page for new data sets shows each option once, with its help`() async throws {
        try await StudioFixture().run { client, _ in
            let page = try await client.execute(uri: "\(Self.datasets)/new", method: .get).text
            let kinds = ClassificationTask().datasetKinds
                .filter { !$0.formOptions.isEmpty && $0.about.isOffered }
            let names = names(on: page)
            var known = ["method"]
            for kind in kinds {
                for option in kind.formOptions + [DatasetSettings.nameOption] {
                    let id = "\(kind.about.name)-\(option.name)-help"
                    #expect(page.ranges(of: "aria-controls=\"\(id)\"").count == 1)
                    #expect(page.ranges(of: "id=\"\(id)\"").count == 1)
                    known += [option.name] + (option.isSendable ? [option.sentName] : [])
                }
            }
            #expect(Set(names) == Set(known))
        }
    }

    @Test func `a page for new models shows each option once, with its help`() async throws {
        try await StudioFixture().run { client, studio in
            _ = try await studio.makeDataset()
            let page = try await client.execute(uri: "\(Self.models)/new", method: .get).text
            let names = names(on: page)
            let networkCount = ClassificationTask().networks.count
            // Shown where a file was sent before.
            let kept = ["python_layer_client_key", "python_layer_client_name"]
            let options =
                ModelSettings.formOptions + [
                    ModelSettings.networkText, ModelSettings.sentLayerFile,
                ]
            for option in options where !kept.contains(option.name) {
                let counts = [
                    "standard_networks": networkCount, "previous_networks": 0,
                    "pretrained_networks": 0,
                ]
                let count = counts[option.name] ?? 1
                #expect(names.count { $0 == option.name } == count, "\(option.name)")
                #expect(page.contains("aria-controls=\"\(option.name)-help\""), "\(option.name)")
                #expect(page.contains("id=\"\(option.name)-help\""), "\(option.name)")
            }
            #expect(Set(names).isSubset(of: Set(options.map(\.name)).union(["framework"])))
        }
    }

    /// The template of a page, and what takes each of its forms.
    @Test(arguments: [
        ("Model", [[FormCatalog.testOne, FormCatalog.download], [FormCatalog.continuation]])
    ])
    func `every field on a page is one that its forms accept`(
        template: String,
        takers: [[FormFields]]
    ) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/CremaStudio/Templates")
        let text = try String(
            contentsOf: folder.appendingPathComponent("\(template).mustache"),
            encoding: .utf8
        )
        let forms = text.split(separator: "<form ").dropFirst()
        #expect(forms.count == takers.count)
        for (form, takers) in zip(forms, takers) {
            let names = form.matches(of: #/ name="([a-z_]+)"/#).map { String($0.1) }
            #expect(!names.isEmpty)
            for name in names {
                let count = takers.count {
                    $0.texts.contains(name) || $0.flags.contains(name) || $0.files.contains(name)
                        || $0.companions.contains(name)
                        || $0.fixed[name] != nil
                }
                #expect(count == takers.count, "\(name)")
            }
        }
    }

    @Test func `a form accepts the options and the other fields of its kind of job`() {
        let model = FormCatalog.model
        #expect(
            model.texts.union(model.flags).union(model.files)
                == Set(ModelSettings.formOptions.map(\.name)).union([
                    "custom_network", "python_layer_client_file", "clone", "group_name",
                ])
        )
        for kind in DatasetKindCatalog.builtIn.kinds {
            let form = FormCatalog.dataset(kind)
            let sendable = kind.formOptions.filter(\.isSendable)
            #expect(
                form.texts.subtracting(sendable.flatMap(\.keptNames))
                    == Set(kind.formOptions.map(\.name))
                    .union(["dataset_name", "method", "group_name"])
            )
            #expect(form.files == Set(sendable.map(\.sentName)))
        }
    }
}

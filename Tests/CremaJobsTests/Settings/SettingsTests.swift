import CremaData
import CremaJobs
import CremaEngine
import CremaProto
import CremaRuns
import Foundation
import Testing

@Suite struct SettingsTests {
    private let kinds = DatasetKindCatalog.builtIn.kinds(of: ClassificationTask())

    @Test func `a model's fields read back as they were`() throws {
        for policy in RateCatalog.builtIn.names {
            let form = [
                "model_name": "m", "dataset": "d", "standard_networks": "lenet",
                "train_epochs": "7", "snapshot_interval": "0.5", "solver_states": "all",
                "batch_size": "12", "random_seed": "3", "use_mean": "pixel", "crop_size": "20",
                "solver_type": "rmsprop", "rms_decay": "0.5", "learning_rate": "1e-4",
                "lr_policy": policy, "lr_step_size": "20", "lr_multistep_values": "10,20.5",
                "python_layer_server_file": "layers.py",
            ]
            let settings = try ModelSettings(form: form)
            #expect(try ModelSettings(form: settings.fields) == settings)
            #expect(settings.solver.rule.name == "RMSProp")
            #expect(settings.fields["learning_rate"] == "0.0001")
            #expect(settings.fields["lr_step_size"] == (policy == "step" ? "20" : nil))
            let percents = policy == "multistep" ? "10, 20.5" : nil
            #expect(settings.fields["lr_multistep_values"] == percents)
        }
    }

    @Test func `defaults of the options are those of the settings`() throws {
        #expect(try SolverSettings(form: [:]) == SolverSettings())
        #expect(try NetworkOptions(form: [:]) == NetworkOptions())
        for policy in RateCatalog.builtIn.names {
            let settings = try SolverSettings(form: ["lr_policy": policy])
            #expect(settings.policy.rule.name == policy)
        }
    }

    @Test func `every wrong field of a model is reported`() {
        let error = #expect(throws: FormErrors.self) {
            try ModelSettings(form: [
                "train_epochs": "-1", "batch_size": "x", "method": "custom", "rms_decay": "9",
                "python_layer_from_client": "maybe",
            ])
        }
        #expect(
            error?.fields == [
                "model_name": ["A model needs a name."],
                "dataset": ["Choose a data set."],
                "train_epochs": ["\"-1\" is not a whole number from 1 to 1000000."],
                "batch_size": ["\"x\" is not a whole number from 1 to 1000000."],
                "python_layer_from_client": ["\"maybe\" is neither on nor off."],
            ]
        )
    }

    @Test func `a data set's fields read back, and so does the run that makes it`() throws {
        let form = [
            "dataset_name": "Flowers", "folder_train": "/data/flowers", "resize_width": "32",
            "folder_train_max_per_class": "9", "resize_channels": "1",
        ]
        let settings = try DatasetSettings(form: form, of: kinds)
        #expect(try DatasetSettings(form: settings.fields, of: kinds) == settings)
        #expect((settings.kind as? FolderDataset)?.format.channels == .grey)
        let run = try BuildDatasetRun(settings, into: "/jobs/a")
        let read = try #require(Self.run(RunDescription(run).json()) as? BuildDatasetRun)
        #expect(read.settings == settings && read.jobDir == "/jobs/a")
    }

    private static func run(_ json: String) throws -> any Run {
        try RunDescription(json: json, catalog: .builtIn.adding(BuildDatasetRun.self)).run
    }

    @Test func `a run's settings are checked as those of a form are`() {
        let error = #expect(throws: FormErrors.self) {
            try Self.run(
                """
                {"run": "dataset", "folders": [], "value": {"folder": "/jobs/a", "settings":
                 {"method": "folder", "folder_train": "/x", "resize_width": "0"}}}
                """
            )
        }
        #expect(
            error?.fields == [
                "resize_width": ["\"0\" is not a whole number from 1 to 8192."]
            ]
        )
    }

    @Test func `the maximum of images per class is at least the minimum`() {
        let error = #expect(throws: FormErrors.self) {
            try DatasetSettings(
                form: [
                    "dataset_name": "x", "folder_train": "x", "folder_train_min_per_class": "5",
                    "folder_train_max_per_class": "4",
                ],
                of: kinds
            )
        }
        #expect(
            error?.fields == [
                "folder_train_max_per_class": [
                    "\"4\" is not a whole number from 5 to 100000000."
                ]
            ]
        )
    }

    @Test func `a folder for validation of an earlier version is still read`() throws {
        let fields = ["dataset_name": "x", "folder_train": "x", "folder_val": "/v"]
        let settings = try DatasetSettings(form: fields, of: kinds)
        let kind = try #require(settings.kind as? FolderDataset)
        #expect(kind.validation.isUsed && kind.validation.path == "/v")
        #expect(settings.fields["has_val_folder"] == "on")
        #expect(settings.fields["folder_val_min_per_class"] == "2")
        #expect(settings.fields["folder_test_min_per_class"] == nil)
    }

    @Test func `shares leave something for training, and JPEG files need LMDB`() {
        let form = ["dataset_name": "x", "folder_train": "x"]
        for (others, field) in [
            (["folder_pct_val": "60", "folder_pct_test": "40"], "folder_pct_test"),
            (["backend": "hdf5", "encoding": "jpg"], "encoding"),
            (
                ["folder_test": "/t", "folder_test_max_per_class": "1"],
                "folder_test_max_per_class"
            ),
        ] {
            let error = #expect(throws: FormErrors.self) {
                try DatasetSettings(form: form.merging(others) { $1 }, of: kinds)
            }
            #expect(error.map { Array($0.fields.keys) } == [field])
        }
    }

    @Test func `a ready-made data set needs no name`() throws {
        #expect(try DatasetSettings(form: ["method": "mnist"], of: kinds).name == "MNIST")
        let error = #expect(throws: FormErrors.self) { try DatasetSettings(form: [:], of: kinds) }
        #expect(error.map { Set($0.fields.keys) } == ["dataset_name", "folder_train"])
    }
}

/// `job.json`, as earlier versions wrote it and as this one does.
@Suite struct JobFileTests {
    private func job(_ json: String) throws -> Job {
        try JSONDecoder().decode(Job.self, from: Data(json.utf8))
    }

    private func model(task: String) throws -> Job {
        try job(
            """
            {"created": 1, "id": "a", "kind": "model", "name": "LeNet", \(task)"settings": {}}
            """
        )
    }

    @Test func `a job without a task is a classification`() throws {
        let job = try model(task: "")
        #expect(job.task.about.name == "classification")
        let kept = try JSONEncoder().encode(job)
        #expect(String(decoding: kept, as: UTF8.self).contains(#""task":"classification""#))
    }

    @Test func `a task of a later version is not mistaken for another`() throws {
        #expect(throws: DecodingError.self) { try model(task: #""task": "segmentation", "#) }
    }

    private func settings(_ job: Job) throws -> [String: String] {
        struct File: Decodable { var settings: [String: String] }
        return try JSONDecoder().decode(File.self, from: JSONEncoder().encode(job)).settings
    }

    @Test func `a model's settings load, and unknown fields are kept`() throws {
        let job = try job(
            """
            {"id": "20161124-101530-ab12", "kind": "model", "name": "renamed", "created": 1.5,
             "settings": {"model_name": "LeNet", "dataset": "20161124-101500-ab11", "framework": "caffe",
              "method": "custom", "train_epochs": "3", "random_seed": "1", "lr_policy": "exp",
              "lr_step_size": "33", "batch_size": "", "pair": "20161124-101500-ab10"}}
            """
        )
        #expect(job.kind == .model && job.name == "renamed" && job.created == 1.5)
        #expect(job.datasetID == "20161124-101500-ab11")
        #expect(job.model?.solver.epochs == 3 && job.model?.solver.randomSeed == 1)
        #expect(
            job.model?.solver.policy
                == RateCatalog.builtIn.rule(named: "exp").map { RatePolicy($0) }
        )
        #expect(job.model?.pair == "20161124-101500-ab10")
        let kept = try settings(job)
        #expect(kept["framework"] == "caffe" && kept["pair"] == "20161124-101500-ab10")
        #expect(kept["train_epochs"] == "3" && kept["model_name"] == "LeNet")
        #expect(kept["lr_step_size"] == "33")
    }

    @Test func `a data set's settings load, of an unknown kind as well`() throws {
        let pictures = try job(
            """
            {"id": "a", "kind": "dataset", "name": "x", "created": 0,
             "settings": {"method": "folder", "dataset_name": "x", "folder_train": "/x",
              "folder_pct_val": "25", "folder_train_max_per_class": "", "resize_mode": "half_crop"}}
            """
        )
        #expect((pictures.dataset?.kind as? FolderDataset)?.format.resizeMode == .halfCrop)
        let other = try job(
            """
            {"id": "a", "kind": "dataset", "name": "x", "created": 0,
             "settings": {"method": "s3", "dataset_name": "x", "bucket": "b"}}
            """
        )
        #expect(try settings(other) == ["method": "s3", "dataset_name": "x", "bucket": "b"])
        let folder = JobFolder(url: URL(fileURLWithPath: "/jobs/a"))
        let error = #expect(throws: JobError.self) { try other.run(in: folder) }
        #expect(error?.description == "there is no method \"s3\" to make a data set by")
    }

    @Test func `a text that cannot be read counts as its default`() throws {
        let job = try job(
            """
            {"id": "a", "kind": "model", "name": "x", "created": 0,
             "settings": {"train_epochs": "many", "lr_policy": "cosine"}}
            """
        )
        #expect(job.model?.solver == SolverSettings())
    }
}

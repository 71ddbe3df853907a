import CremaJobs
import CremaProto

/// What each form takes, with DIGITS' names.
enum FormCatalog {
    /// A data set of a kind.
    static func dataset(_ kind: any DatasetKind.Type) -> FormFields {
        let own = kind.formOptions
        let sendable = own.filter(\.isSendable)
        let common = [DatasetSettings.nameOption, DatasetKindCatalog.builtIn.choice]
        return FormFields(
            options: common + own,
            texts: Set((own + common).map(\.name) + sendable.flatMap(\.keptNames) + ["group_name"]),
            files: Set(sendable.map(\.sentName)),
            // What is ready-made takes a name alone.
            fixed: fixed(kind)
        )
    }

    /// The form of a new version: that of another one, or one without repeated images.
    static let newVersion = FormFields(query: ["clone", "without"])

    /// A new version of a data set, with what becomes of its images.
    static let version: FormFields = {
        var fields = dataset(VersionDataset.self)
        fields.texts.insert(VersionDataset.changesOption.name)
        return fields
    }()

    /// DIGITS' form has the fields of folders and of lists whichever is chosen: those of the other
    /// are as they are if nobody has filled them in.
    private static func fixed(_ kind: any DatasetKind.Type) -> [String: FormFields.Fixed] {
        var fields: [String: FormFields.Fixed] = [:]
        if kind == FolderDataset.self {
            fields.merge(unused(TextfileDataset.self, Phrase("fixed.no_lists"))) { $1 }
            fields["textfile_use_local_files"] = eitherWay
        } else if kind == TextfileDataset.self {
            fields.merge(unused(FolderDataset.self, Phrase("fixed.no_folders"))) { $1 }
            fields["textfile_use_local_files"] = eitherWay
        } else {
            return [:]
        }
        return fields
    }

    /// The options that another kind has alone, with their defaults.
    private static func unused(
        _ other: any DatasetKind.Type,
        _ words: Phrase
    ) -> [String: FormFields.Fixed] {
        let prefixes = ["folder_", "has_", "textfile_"]
        return other.formOptions.reduce(into: [:]) { fields, option in
            guard prefixes.contains(where: { option.name.hasPrefix($0) }) else { return }
            // A check box alone asks for nothing.
            let isFlag = option.kind == .flag
            let flags = OptionDescription.no + OptionDescription.yes
            let values = isFlag ? flags : [option.defaultText]
            fields[option.name] = .init(values: values, words: words)
            if option.isSendable { fields[option.sentName] = .init(values: [], words: words) }
        }
    }

    /// Files are read where they are, or sent, whichever of the two has a value.
    private static let eitherWay = FormFields.Fixed(
        values: OptionDescription.no + OptionDescription.yes,
        words: Phrase("fixed.either_way")
    )

    /// A model, and the buttons that try parts of the same form.
    static let model = FormFields(
        options: ModelSettings.formOptions + [ModelSettings.networkText],
        texts: Set(ModelSettings.formOptions.filter { $0.kind != .flag }.map(\.name))
            .union([ModelSettings.networkText.name, "clone", "group_name"]),
        flags: Set(ModelSettings.formOptions.filter { $0.kind == .flag }.map(\.name)),
        files: [ModelSettings.sentLayerFile.name],
        fixed: [
            "framework": onlyCaffe,
            "select_gpu": noGPU, "select_gpus": noGPU, "select_gpu_count": noGPU,
            "shuffle": .init(
                values: OptionDescription.no,
                words:
                    Phrase("fixed.no_shuffle")
            ),
            "traces_interval": .init(values: ["0"], words: Phrase("fixed.no_traces")),
            "aug_flip": noChanges("none"), "aug_quad_rot": noChanges("none"),
            "aug_rot": noChanges("0"), "aug_scale": noChanges("0", "0.0"),
            "aug_noise": noChanges("0", "0.0"), "aug_contrast": noChanges("0", "0.0"),
            "aug_whitening": .init(values: OptionDescription.no, words: noChanges().words),
            "aug_hsv_use": .init(values: OptionDescription.no, words: noChanges().words),
            "aug_hsv_h": noChanges("0.02"), "aug_hsv_s": noChanges("0.04"),
            "aug_hsv_v": noChanges("0.06"),
        ],
        query: ["framework"],
        isOneOfMany: ModelSettings.isSnapshotName
    )

    /// What the network of a model costs.
    static let cost: FormFields = {
        var fields = model
        fields.query.insert("measure")
        return fields
    }()

    /// The text of a network that is being written.
    static let lint = FormFields(texts: [ModelSettings.networkText.name])

    /// The drawing of a network, for which DIGITS' form sends what the drawing does not depend on.
    static let drawing: FormFields = {
        var fields = model
        fields.companions.formUnion(["dataset_id", "num_gpus"])
        return fields
    }()

    /// The text of a network, which the address names, and its weights.
    static let network = FormFields(
        texts: ["snapshot_epoch"],
        fixed: ["framework": onlyCaffe],
        query: ["network", "framework"]
    )

    /// The test of a single image.
    static let testOne = FormFields(
        texts: ["job_id", "image_path", "image_url", "snapshot_epoch"],
        flags: ["show_visualizations"],
        files: ["image_file"],
        companions: listFields.union(["format"]),
        query: ["job_id"]
    )

    /// What the buttons for lists of images take, on the same form.
    private static let listFields: Set = ["image_list", "image_folder", "num_test_images", "top_n"]

    /// The test of a list of images.
    static let testMany = FormFields(
        texts: ["job_id", "image_folder", "num_test_images", "snapshot_epoch"],
        files: ["image_list"],
        companions: ["format", "image_file", "show_visualizations", "top_n"],
        query: ["job_id"]
    )

    /// The search for the likeliest images of each class.
    static let likeliest = FormFields(
        texts: ["job_id", "image_folder", "num_test_images", "snapshot_epoch", "top_n"],
        files: ["image_list"],
        companions: ["format", "image_file", "show_visualizations"],
        query: ["job_id"]
    )

    /// A model as an archive.
    static let download = FormFields(
        texts: ["snapshot_epoch", "format"],
        companions: listFields.union(["show_visualizations", "image_file"]),
        query: ["epoch"]
    )

    /// The tables of jobs.
    static let home = FormFields(query: HomeQuery.names)

    /// A page of the audit log.
    static let audit = FormFields(query: ["page"])

    /// What has happened to jobs since a version.
    static let homeEvents = FormFields(query: ["since"])

    /// What happens in a job.
    static let jobEvents = FormFields(query: ["follow"])

    /// A job, which the address names.
    static let job = FormFields(query: ["job_id"])

    /// Models next to each other.
    static let comparison = FormFields(query: ["job_ids"])

    /// An empty form, or that of another job.
    static let cloning = FormFields(query: ["clone", "dataset"])

    /// The beginning of a path.
    static let path = FormFields(query: ["query"])

    /// The images of a data set.
    static let explore = FormFields(
        query: ["job_id", "db", "part", "label", "class", "page", "size"]
    )

    /// The page that asks for a name.
    static let signInPage = FormFields(query: ["path"])

    /// What becomes of an image in a data set.
    static let resizeExample = FormFields(
        texts: [
            "width", "height", "channels", "resize_mode", "backend", "encoding", "jpeg_quality",
            "image_path",
        ],
        files: ["image_file"]
    )

    /// How a training goes on.
    static let continuation = FormFields(texts: ["snapshot_epoch", "epochs"])

    /// What can be changed of a job.
    static let details = FormFields(
        texts: ["name", "job_name", "notes", "job_notes", "group", "group_name", "tags"]
    )

    /// A pretrained model in files.
    static let pretrained = FormFields(
        texts: ["job_name", "image_type", "resize_mode", "width", "height"],
        files: Set(PretrainedRequest.fileNames.keys),
        fixed: ["framework": onlyCaffe]
    )

    /// A pretrained model as an archive.
    static let archive = FormFields(files: ["archive"])

    /// A model that becomes a pretrained one.
    static let toPretrained = FormFields(
        texts: ["snapshot_epoch"],
        companions: listFields.union(
            ["format", "show_visualizations", "image_file", "image_path"]
        )
    )

    /// Jobs that something is done with.
    static let selection = FormFields(texts: [Form.jobIDs])

    /// Jobs that are put into a group.
    static let grouping = FormFields(texts: [Form.jobIDs, "group_name"])

    /// What can be changed while the studio runs.
    static let settings = FormFields(texts: ["trainings_at_once", "tensorboard"])

    /// A name, and a password where there are users.
    static let signIn = FormFields(texts: ["username", "password"], query: ["path"])

    /// The language of the pages.
    static let language = FormFields(texts: ["language"], query: ["path"])

    private static let onlyCaffe = FormFields.Fixed(
        values: ["caffe"],
        words: Phrase("fixed.caffe")
    )
    private static let noGPU = FormFields.Fixed(
        values: ["0", "next", "none"],
        words: Phrase("fixed.no_gpu")
    )

    private static func noChanges(_ values: String...) -> FormFields.Fixed {
        .init(
            values: values,
            words: Phrase("fixed.no_changes")
        )
    }
}

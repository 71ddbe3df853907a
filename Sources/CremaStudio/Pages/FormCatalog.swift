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
            texts: Set((own + common).map(\.name) + sendable.flatMap(\.keptNames)),
            files: Set(sendable.map(\.sentName)),
            // What is ready-made takes a name alone.
            fixed: kind == FolderDataset.self ? classFolders.merging(textfiles) { $1 } : [:]
        )
    }

    /// DIGITS' form of a folder of class folders, as far as it is done in one way here.
    private static let classFolders: [String: FormFields.Fixed] = [
        "backend": .init(values: ["lmdb"], words: Phrase("fixed.lmdb")),
        "compression": .init(values: ["none"], words: Phrase("fixed.not_compressed")),
        "encoding": .init(values: ["none"], words: Phrase("fixed.plain_pixels")),
        "group_name": noGroups,
        "has_val_folder": .init(
            values: OptionDescription.no,
            words: Phrase("fixed.drawn")
        ),
        "folder_val": noFolderOfItsOwn("fixed.no_folder_val_alone"),
        "folder_val_min_per_class": .init(
            values: ["2"],
            words: Phrase("fixed.no_folder_val")
        ),
        "folder_val_max_per_class": .init(
            values: [],
            words: Phrase("fixed.no_folder_val")
        ),
        "folder_pct_test": .init(values: ["0"], words: Phrase("fixed.no_test_part")),
        "has_test_folder": .init(values: OptionDescription.no, words: Phrase("fixed.no_test_part")),
        "folder_test": noFolderOfItsOwn("fixed.no_folder_test_alone"),
        "folder_test_min_per_class": .init(
            values: ["2"],
            words: Phrase("fixed.no_folder_test")
        ),
        "folder_test_max_per_class": .init(values: [], words: Phrase("fixed.no_folder_test")),
    ]

    /// DIGITS' form of lists of files, as it is if nobody has filled it in.
    private static let textfiles = [
        "textfile_use_local_files", "textfile_train_images", "textfile_train_folder",
        "textfile_local_train_images", "textfile_use_val", "textfile_val_images",
        "textfile_local_val_images", "textfile_val_folder", "textfile_use_test",
        "textfile_test_images", "textfile_local_test_images", "textfile_test_folder",
        "textfile_shuffle", "textfile_labels_file", "textfile_local_labels_file",
    ].reduce(into: [String: FormFields.Fixed]()) { fields, name in
        let isFlag = ["textfile_use_val", "textfile_shuffle"].contains(name)
        fields[name] = .init(
            values: isFlag ? OptionDescription.no + OptionDescription.yes : OptionDescription.no,
            words: Phrase("fixed.no_lists")
        )
    }

    /// A model, and the buttons that try parts of the same form.
    static let model = FormFields(
        texts: Set(ModelSettings.formOptions.filter { $0.kind != .flag }.map(\.name))
            .union([ModelSettings.networkText.name, "clone"]),
        flags: Set(ModelSettings.formOptions.filter { $0.kind == .flag }.map(\.name)),
        files: [ModelSettings.sentLayerFile.name],
        fixed: [
            "framework": onlyCaffe,
            "group_name": noGroups,
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

    /// The text of a network, by the address alone.
    static let network = FormFields(
        fixed: ["framework": onlyCaffe],
        query: ["network", "framework"]
    )

    /// The test of a single image.
    static let testOne = FormFields(
        texts: ["job_id", "image_path", "snapshot_epoch"],
        flags: ["show_visualizations"],
        files: ["image_file"],
        companions: ["format"],
        fixed: [
            "image_url": .init(
                values: [],
                words: Phrase("fixed.no_url")
            )
        ],
        query: ["job_id"]
    )

    /// A model as an archive.
    static let download = FormFields(
        texts: ["snapshot_epoch", "format"],
        companions: ["show_visualizations", "image_file"],
        query: ["epoch"]
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
        companions: ["format", "show_visualizations", "image_file", "image_path"]
    )

    /// A job's name.
    static let renaming = FormFields(
        texts: ["name", "job_name"],
        fixed: ["notes": noNotes, "job_notes": noNotes, "group": noGroups, "group_name": noGroups]
    )

    /// The language of the pages.
    static let language = FormFields(texts: ["language"], query: ["path"])

    private static let onlyCaffe = FormFields.Fixed(
        values: ["caffe"],
        words: Phrase("fixed.caffe")
    )
    private static let noGroups = FormFields.Fixed(values: [], words: Phrase("fixed.no_groups"))
    private static let noNotes = FormFields.Fixed(values: [], words: Phrase("fixed.no_notes"))
    private static let noGPU = FormFields.Fixed(
        values: ["0", "next", "none"],
        words: Phrase("fixed.no_gpu")
    )

    private static func noFolderOfItsOwn(_ key: String) -> FormFields.Fixed {
        .init(values: [], words: Phrase(key))
    }

    private static func noChanges(_ values: String...) -> FormFields.Fixed {
        .init(
            values: values,
            words: Phrase("fixed.no_changes")
        )
    }
}

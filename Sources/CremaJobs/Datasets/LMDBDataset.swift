public import CremaData
public import CremaProto
import Glibc

/// A database of images that is there already, such as one of `convert_imageset`.
public struct LMDBDataset: DatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "lmdb",
        title: "From an existing LMDB",
        source: "Existing LMDB",
        summary: "an LMDB of images that is there already",
        paragraphs: [
            "An LMDB of Datum records, such as convert_imageset makes. It stays where it is and is "
                + "only read; leave it unchanged while the data set is in use."
        ],
        notes: "Nothing is copied: the folder gets links to the databases, their mean and the "
            + "names of the classes.",
        example: "--database train_lmdb --validation-database val_lmdb --job-dir jobs/animals"
    )

    /// The folder of the database of the training images.
    public var train = ""
    /// That of the validation images; nil for none.
    public var validation: String?
    /// The file with the names of the classes; nil for their numbers.
    public var labels: String?
    /// The folder that the databases must be in; anywhere where it is nil.
    private var root: String?

    /// Up to so many records, a form reads all labels; the job reads them in any case.
    private static let mostChecked = 200_000

    /// No database yet.
    public init() {}

    private var databases: [DatasetPart: String] {
        var databases = [DatasetPart.train: train]
        databases[.val] = validation
        return databases
    }

    /// Reads the databases through, and links them to the folder.
    public func build(
        into folder: String,
        reportingTo observer: any DatasetObserver
    ) throws -> Dataset {
        let names = try labels.map { try ClassListSource.classNames($0, called: $0) }
        return try RegisteredDatabases(databases, names: names)
            .register(in: folder, observer: observer)
    }

    /// Has it refuse a database whose file is elsewhere.
    public mutating func confine(to root: String, sent: Set<String>) { self.root = root }

    /// What is wrong with the databases at first sight, and with the names.
    public func checkFiles(sent: [String: String]) -> FormErrors {
        var errors = FormErrors()
        var hasMany = false
        for (part, path) in databases {
            let option = part == .train ? Self.trainOption : Self.validationOption
            _ = errors.collecting(option.name) {
                try checkPlace(of: path)
                let count = try RegisteredDatabases.recordCount(of: path)
                hasMany = hasMany || count > Self.mostChecked
            }
        }
        let names = errors.collecting(Self.labelsOption.name) {
            try labels.map { try ClassListSource.classNames($0, called: sent[$0] ?? $0) }
        }
        guard errors.isEmpty, !hasMany else { return errors }
        let field = labels == nil ? Self.trainOption : Self.labelsOption
        _ = errors.collecting(field.name) {
            try RegisteredDatabases(databases, names: names ?? nil).classNames()
        }
        return errors
    }

    /// Throws if the file of a database is a link that leads out of the root.
    private func checkPlace(of path: String) throws {
        guard let root, let place = realpath("\(path)/\(LMDB.mark)", nil) else { return }
        defer { free(place) }
        guard root == "/" || String(cString: place).hasPrefix("\(root)/") else {
            throw JobError(Phrase("form.lmdb_outside", ["root": root]))
        }
    }
}

// MARK: - Options

extension LMDBDataset {
    /// The options, in the order of the form.
    public static let groups = [
        SettingGroup<LMDBDataset>([
            Setting(trainOption, \.train),
            Setting(validationOption, \.validation),
            Setting(labelsOption, \.labels),
        ])
    ]

    private static let trainOption = OptionDescription(
        "lmdb_train",
        .folder,
        label: "Training database",
        help: "A folder with a data.mdb, whose images have one size and the same channels.",
        placeholder: "flowers/train_lmdb",
        requirement: "Name the folder of an LMDB.",
        flag: "database"
    )

    private static let validationOption = OptionDescription(
        "lmdb_val",
        .folder,
        label: "Validation database",
        help: "Another such folder, to measure the accuracy on. If empty, nothing is measured.",
        placeholder: "flowers/val_lmdb",
        flag: "validation-database"
    )

    private static let labelsOption = OptionDescription(
        "lmdb_labels",
        .file,
        label: "Names of the classes",
        help: "A text file. Line 1 is the name of class 0, line 2 that of class 1 and so on. If "
            + "empty, classes are named by their numbers.",
        placeholder: "flowers/labels.txt",
        flag: "labels",
        isSendable: true
    )
}

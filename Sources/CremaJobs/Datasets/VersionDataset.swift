public import CremaData
public import CremaProto

/// A data set that was built before, with some images left out or in another class, and with more
/// images.
public struct VersionDataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "version",
        title: "New version",
        source: "Another data set, changed",
        summary: "another data set, of which images are left out, changed or added",
        notes: "The images are taken from the databases of the other data set, in their size. "
            + "Nothing is changed there.",
        example: "--of jobs/animals --images more-animals --job-dir jobs/animals-2",
        isOffered: false
    )

    /// The folder of the other data set.
    public var original = ""
    /// What becomes of its images, as `VersionSource.Changes` reads it.
    public var changes = ""
    /// A folder of class folders with more images, or an archive of one; nil for none.
    public var images: String?
    /// The share of each class of these for validation, in percent.
    public var percentValidation = 25.0
    /// The share of each class of these for tests, in percent.
    public var percentTest = 0.0
    /// Decides which of these go where.
    public var seed = 0

    /// No data set yet.
    public init() {}

    /// The id of the job that made the other data set.
    public var originalID: String {
        String(original.split(separator: "/").last ?? "")
    }

    /// What is wrong with the list of changes, or with the shares taken together.
    public func check() -> FormErrors {
        var errors = FormErrors()
        if VersionSource.Changes(changes) == nil {
            errors.add(Self.changesOption.name, Phrase("form.changes"))
        }
        if images != nil, percentValidation + percentTest >= 100 {
            let shares = [
                "val": OptionValue.number(percentValidation).text,
                "test": OptionValue.number(percentTest).text,
            ]
            errors.add(Self.testShare.name, Phrase("form.shares", shares))
        }
        if changes.allSatisfy(\.isWhitespace), images == nil {
            errors.add(Self.imagesOption.name, Phrase("form.no_changes"))
        }
        return errors
    }

    /// The images of the data set and of the folder.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        try source(workingIn: original, say: say)
    }

    /// The images of the data set, and of the folder or the archive, which is unpacked for the time
    /// of the building.
    public func source(
        workingIn folder: String,
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        let dataset = try Dataset(folder: original)
        let changes = VersionSource.Changes(changes) ?? VersionSource.Changes()
        let more = try images.map { try options.images(at: $0, unpackedIn: folder, say: say) }
        let source = try VersionSource(of: dataset, changes, adding: more)
        return (source, DatasetBuilder.Format(of: dataset))
    }

    private var options: FolderSource.Options {
        var options = FolderSource.Options()
        (options.percentValidation, options.percentTest) = (percentValidation, percentTest)
        (options.minPerClass, options.minClasses) = (1, 1)
        options.seed = UInt64(clamping: seed)
        return options
    }
}

extension DatasetBuilder.Format {
    /// The format of a data set that was built before.
    fileprivate init(of dataset: Dataset) {
        let description = dataset.description
        self.init(
            width: description.width,
            height: description.height,
            channels: description.channels,
            resizeMode: description.resizeMode,
            backend: dataset.backend
        )
        encoding = description.encoding ?? .pixels
        compression = description.compression ?? .uncompressed
    }
}

// MARK: - Options

extension VersionDataset {
    /// The options, in the order of the form.
    public static let groups: [SettingGroup<VersionDataset>] = [
        SettingGroup([
            Setting(originalOption, \.original, place: .command),
            Setting(changesOption, \.changes, place: .command),
        ]),
        SettingGroup([
            Setting(imagesOption, \.images),
            Setting(validationShare, \.percentValidation),
            Setting(testShare, \.percentTest),
        ]),
        SettingGroup([Setting(seedOption, \.seed, place: .command)]),
    ]

    /// The folder of the other data set.
    public static let originalOption = OptionDescription(
        "version_of",
        .folder,
        label: "Data set",
        help: "The folder of the data set that the new one is made from.",
        requirement: "Name the folder of a data set.",
        flag: "of"
    )

    /// What becomes of its images.
    public static let changesOption = OptionDescription(
        "version_changes",
        .text,
        label: "Changes",
        help: "Images to leave out or to give another class: \"train/5=- val/7=2\" leaves out "
            + "image 5 for training, and image 7 for validation becomes one of class 2, all "
            + "counted from 0.",
        flag: "changes"
    )

    private static let imagesOption = OptionDescription(
        "version_images",
        .folder,
        label: "More images",
        help: "A folder with one folder of images for each class, or a zip or tar archive of one. "
            + "Classes that the data set lacks come after its own.",
        placeholder: "flowers/train",
        flag: "images",
        isSendable: true,
        sentName: "version_archive"
    )

    private static let validationShare = OptionDescription(
        "version_pct_val",
        .number(.from(0, below: 100)),
        unit: "%",
        label: "For validation",
        help: "The share of each class of the added images that is set aside to measure the "
            + "accuracy.",
        flag: "percent-validation"
    )

    private static let testShare = OptionDescription(
        "version_pct_test",
        .number(.from(0, below: 100)),
        unit: "%",
        label: "For tests",
        help: "The share of each class of the added images that no training sees.",
        flag: "percent-test"
    )

    private static let seedOption = OptionDescription(
        "version_seed",
        .integer(0...Int.max),
        label: "Seed",
        help: "Decides which of the added images go into which part.",
        flag: "seed"
    )
}

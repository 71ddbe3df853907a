public import CremaData
import CremaProto

/// A folder with one folder of images for each class.
public struct FolderDataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "folder",
        title: "From a folder of images",
        source: "Folder of images",
        summary: "a folder with one folder of images for each class",
        notes: "The names of the folders are those of the classes.",
        example: "--images animals --job-dir jobs/animals --width 64 --height 64"
    )

    /// The folder of class folders, or an archive of one.
    public var images = ""
    /// How many of the training images each class has.
    public var limits = Limits()
    /// The order of the classes.
    public var classOrder = NameOrder.bytes
    /// A folder of class folders for validation, in place of a share.
    public var validation = PartFolder()
    /// The share of each class for validation, in percent.
    public var percentValidation = 25.0
    /// A folder of class folders for tests, in place of a share.
    public var test = PartFolder()
    /// The share of each class for tests, in percent.
    public var percentTest = 0.0
    /// In which files the images are written.
    public var records = RecordSettings()
    /// What the images become, and in what order they are drawn.
    public var format = FormatSettings()

    /// How many images of a folder each class has.
    public struct Limits: Sendable, Equatable {
        /// Classes with fewer images are left out.
        public var least = 2
        /// Of classes with more images, this many are drawn; nil for all.
        public var most: Int?
    }

    /// A folder of class folders for one part alone.
    public struct PartFolder: OptionSettings, Equatable {
        /// Whether there is one.
        public var isUsed = false
        /// Its path.
        public var path = ""
        /// How many of its images each class has.
        public var limits = Limits()

        /// None.
        public init() {}

        /// As a source takes it; nil if there is none.
        fileprivate var source: FolderSource.PartFolder? {
            guard isUsed else { return nil }
            var folder = FolderSource.PartFolder(path)
            (folder.minPerClass, folder.maxPerClass) = (limits.least, limits.most)
            return folder
        }
    }

    /// No folder yet, and DIGITS' defaults.
    public init() {}

    /// What is wrong with shares, or with minimum and maximum of images per class, taken together.
    public func check() -> FormErrors {
        var errors = records.check()
        let validationShare = validation.isUsed ? 0 : percentValidation
        if !test.isUsed, validationShare + percentTest >= 100 {
            errors.add(
                Self.testShare.name,
                Phrase(
                    "form.shares",
                    [
                        "val": OptionValue.number(validationShare).text,
                        "test": OptionValue.number(percentTest).text,
                    ]
                )
            )
        }
        check(limits, .train, &errors)
        if validation.isUsed { check(validation.limits, .val, &errors) }
        if test.isUsed { check(test.limits, .test, &errors) }
        return errors
    }

    private func check(_ limits: Limits, _ part: DatasetPart, _ errors: inout FormErrors) {
        guard let most = limits.most, most < limits.least else { return }
        var option = Limits.mostOption(of: part)
        let range = ClosedRange(from: limits.least, upTo: Limits.mostImages)
        option.kind = .integer(range)
        errors.add(option.name, option.phrase(about: .notInteger(found: "\(most)", range)))
    }

    /// The files of the folder, and what they become.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        (try FolderSource(folder: images, options), builderFormat)
    }

    /// The files of the folder, or of the archive, which is unpacked for the time of the building.
    public func source(
        workingIn folder: String,
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        (try options.images(at: images, unpackedIn: folder, say: say), builderFormat)
    }

    private var options: FolderSource.Options {
        var options = FolderSource.Options()
        options.percentValidation = percentValidation
        options.percentTest = percentTest
        options.validation = validation.source
        options.test = test.source
        options.minPerClass = limits.least
        options.maxPerClass = limits.most
        options.classOrder = classOrder
        options.seed = UInt64(clamping: format.seed)
        return options
    }

    private var builderFormat: DatasetBuilder.Format {
        var format = format.builderFormat
        records.complete(&format)
        return format
    }
}

// MARK: - Options

extension FolderDataset {
    /// The options, in the order of the form.
    public static let groups =
        [
            SettingGroup(training), SettingGroup(shares),
            SettingGroup(PartFolder.settings(of: .val).map { $0.within(\.validation) }),
            SettingGroup(PartFolder.settings(of: .test).map { $0.within(\.test) }),
        ] + RecordSettings.groups.map { $0.within(\.records) }
        + FormatSettings.groups.map { $0.within(\.format) }

    private static let training: [Setting<FolderDataset>] = [
        Setting(
            OptionDescription(
                "folder_train",
                .folder,
                label: "Training images",
                help: "A folder with one folder of images for each class (PNG, JPEG, WebP, TIFF, "
                    + "GIF, BMP, PPM), or a zip or tar archive of one. The names of the folders "
                    + "are those of the classes.",
                placeholder: "flowers/train",
                requirement: "Name the folder of the images.",
                flag: "images",
                isSendable: true,
                sentName: "folder_train_archive"
            ),
            \.images
        ),
        Setting(Limits.leastOption(of: .train), \.limits.least),
        Setting(Limits.mostOption(of: .train), \.limits.most),
    ]

    private static let shares: [Setting<FolderDataset>] = [
        Setting(
            OptionDescription(
                "folder_pct_val",
                .number(.from(0, below: 100)),
                unit: "%",
                label: "For validation",
                help: "The share of each class that is set aside to measure the accuracy. A larger "
                    + "share measures more precisely but leaves less to learn from.",
                flag: "percent-validation"
            ),
            \.percentValidation
        ),
        Setting(testShare, \.percentTest),
        Setting(classOrderOption, \.classOrder),
    ]

    private static let classOrderOption = OptionDescription(
        "folder_class_order",
        .choice([
            .init("bytes", "By character (class10, class2)"),
            .init("natural", "Natural (class2, class10)"),
        ]),
        label: "Order of the classes",
        help: "How the names of the classes are sorted, which decides their numbers: character by "
            + "character, as DIGITS does, or with the numbers in them in order of size.",
        flag: "class-order"
    )

    private static let testShare = OptionDescription(
        "folder_pct_test",
        .number(.from(0, below: 100)),
        unit: "%",
        label: "For tests",
        help: "The share of each class that no training sees, not even to measure the accuracy. "
            + "It goes into a part of its own, to test finished models on.",
        flag: "percent-test"
    )
}

extension FolderDataset.PartFolder {
    /// None: their names are those of the part.
    public static let groups: [SettingGroup<FolderDataset.PartFolder>] = []

    /// The options of the folder of a part.
    fileprivate static func settings(of part: DatasetPart) -> [Setting<FolderDataset.PartFolder>] {
        let (choice, folder) = part == .val ? (hasValidation, validation) : (hasTest, test)
        return [
            Setting(choice, \.isUsed),
            Setting(folder, \.path),
            Setting(FolderDataset.Limits.leastOption(of: part), \.limits.least),
            Setting(FolderDataset.Limits.mostOption(of: part), \.limits.most),
        ]
    }

    private static let hasValidation = OptionDescription(
        "has_val_folder",
        .flag,
        label: "Separate validation folder",
        help: "Whether the validation images are in a folder of their own."
    )

    private static let validation = OptionDescription(
        "folder_val",
        .folder,
        label: "Validation images",
        help: "A folder of class folders for validation, instead of a share of the training "
            + "images. Its folders have the same names.",
        placeholder: "flowers/val",
        shownWhere: .init("has_val_folder", is: "on"),
        requirement: "Name the folder of the validation images.",
        flag: "validation-images"
    )

    private static let hasTest = OptionDescription(
        "has_test_folder",
        .flag,
        label: "Separate test folder",
        help: "Whether the test images are in a folder of their own."
    )

    private static let test = OptionDescription(
        "folder_test",
        .folder,
        label: "Test images",
        help: "A folder of class folders for tests, instead of a share of the training images. "
            + "Its folders have the same names.",
        placeholder: "flowers/test",
        shownWhere: .init("has_test_folder", is: "on"),
        requirement: "Name the folder of the test images.",
        flag: "test-images"
    )
}

extension FolderDataset.Limits {
    fileprivate static let mostImages = 100_000_000

    /// What the flags of a part begin with.
    private static func prefix(_ part: DatasetPart) -> String {
        switch part {
        case .train: ""
        case .val: "validation-"
        case .test: "test-"
        }
    }

    private static func condition(_ part: DatasetPart) -> OptionDescription.Condition? {
        part == .train ? nil : .init("has_\(part.rawValue)_folder", is: "on")
    }

    /// The minimum of images per class in the folder of a part.
    fileprivate static func leastOption(of part: DatasetPart) -> OptionDescription {
        OptionDescription(
            "folder_\(part.rawValue)_min_per_class",
            .integer(0...1_000_000),
            unit: "images",
            label: "Minimum per class",
            help: part == .train
                ? "Classes with fewer images are left out, as hardly anything can be learned "
                    + "from them."
                : "Classes with fewer images in this folder are left out of this part.",
            shownWhere: condition(part),
            flag: "\(prefix(part))min-per-class"
        )
    }

    /// The maximum of images per class from the folder of a part.
    fileprivate static func mostOption(of part: DatasetPart) -> OptionDescription {
        OptionDescription(
            "folder_\(part.rawValue)_max_per_class",
            .integer(1...mostImages),
            unit: "images",
            label: "Maximum per class",
            help: part == .train
                ? "From a class with more images, this many are drawn at random. Use it to "
                    + "experiment with a part, or to keep one class from outweighing the others."
                : "From a class with more images in this folder, this many are drawn at random.",
            placeholder: "all",
            shownWhere: condition(part),
            flag: "\(prefix(part))max-per-class"
        )
    }
}

extension NameOrder: OptionConvertible {}

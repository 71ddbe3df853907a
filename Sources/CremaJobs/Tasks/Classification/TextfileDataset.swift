public import CremaData
import CremaProto

/// Lists of images with the number of a class each, and a file with the names of the classes.
public struct TextfileDataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "textfile",
        title: "From lists of images",
        source: "Lists of images",
        summary: "lists of images with the number of a class each",
        paragraphs: [
            "A text file with one line per image: its path, and behind it the number of its class, "
                + "counted from 0. A second file has the names of the classes, one per line.",
            "The images are on the machine of the studio; the files can be sent from yours.",
        ],
        sample: "cats/1.png 0\ncats/2.png 0\ndogs/1.png 1",
        notes: "Each line of a list is the path of an image and the number of its class: "
            + "\"cats/1.png 0\". Line 1 of the labels is the name of class 0.",
        example: "--list train.txt --labels labels.txt --job-dir jobs/animals --width 64 "
            + "--height 64"
    )

    /// A list, and the folder that its paths are relative to.
    public struct PartList: Sendable, Equatable {
        /// Whether there is one.
        public var isUsed = false
        /// The text file.
        public var list = ""
        /// The folder.
        public var folder: String?
    }

    /// The list of the training images.
    public var train = PartList(isUsed: true)
    /// That of the validation images.
    public var validation = PartList()
    /// That of the test images.
    public var test = PartList()
    /// The file with the names of the classes.
    public var labels = ""
    /// Whether the images of each part are shuffled.
    public var isShuffled = true
    /// The folder that all images must be in; anywhere where it is nil.
    public var root: String?
    /// In which files the images are written.
    public var records = RecordSettings()
    /// What the images become, and in what order they are drawn.
    public var format = FormatSettings()

    /// No list yet.
    public init() {}

    /// What is wrong with options taken together.
    public func check() -> FormErrors { records.check() }

    /// The lists that there are, and what their senders call them, by path.
    private func lists(sent: [String: String] = [:]) -> [DatasetPart: ClassListSource.PartList] {
        let parts = [DatasetPart.train: train, .val: validation, .test: test]
        return parts.filter(\.value.isUsed).mapValues { part in
            .init(part.list, below: part.folder ?? train.folder, called: sent[part.list])
        }
    }

    /// The images of the lists, and what they become.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        var options = ClassListSource.Options()
        options.root = root
        options.isShuffled = isShuffled
        options.seed = UInt64(clamping: format.seed)
        var format = format.builderFormat
        records.complete(&format)
        return (try ClassListSource(lists(), labels: labels, options), format)
    }

    /// Has every image below the root; the paths of a list that was sent are relative to it unless
    /// a folder is named.
    public mutating func confine(to root: String, sent: Set<String>) {
        self.root = root
        guard train.folder == nil else { return }
        for part in [\TextfileDataset.train, \.validation, \.test]
        where sent.contains(self[keyPath: part].list) && self[keyPath: part].folder == nil {
            self[keyPath: part].folder = root
        }
    }

    /// What is wrong with the lists and the names, and with a folder that has none of the images.
    public func checkFiles(sent: [String: String]) -> FormErrors {
        var errors = FormErrors()
        let names = errors.collecting(Self.labelsOption.name) {
            try ClassListSource.classNames(labels, called: sent[labels] ?? labels)
        }
        for (part, list) in lists(sent: sent) {
            let field = Self.listName(part)
            // Without names any number may be a class.
            let count = names?.count ?? Int(Int32.max)
            let images = errors.collecting(field) {
                try ClassListSource.images(of: list, classCount: count, root: root)
            }
            guard let images, !images.contains(where: { Folder.hasFile($0.name.description) })
            else {
                continue
            }
            errors.add(
                Self.folderName(part),
                Phrase(
                    "form.no_listed_image",
                    ["folder": list.base, "first": images[0].name.description.shown]
                )
            )
        }
        return errors
    }
}

// MARK: - Options

extension TextfileDataset {
    /// The options, in the order of the form.
    public static let groups =
        [SettingGroup(training), SettingGroup(forValidation), SettingGroup(forTests)]
        + [SettingGroup([shuffleSetting, rootSetting])]
        + RecordSettings.groups.map { $0.within(\.records) }
        + FormatSettings.groups.map { $0.within(\.format) }

    private static let training: [Setting<TextfileDataset>] = [
        Setting(listOption(.train, "Training list", flag: "list"), \.train.list),
        Setting(folderOption(.train, flag: "images"), \.train.folder),
        Setting(labelsOption, \.labels),
    ]

    private static let forValidation: [Setting<TextfileDataset>] = [
        Setting(
            useOption(.val, "Validation list", "measure the accuracy on"),
            \.validation.isUsed
        ),
        Setting(
            listOption(.val, "List of validation images", flag: "validation-list"),
            \.validation.list
        ),
        Setting(folderOption(.val, flag: "validation-images"), \.validation.folder),
    ]

    private static let forTests: [Setting<TextfileDataset>] = [
        Setting(useOption(.test, "Test list", "test finished models on"), \.test.isUsed),
        Setting(listOption(.test, "List of test images", flag: "test-list"), \.test.list),
        Setting(folderOption(.test, flag: "test-images"), \.test.folder),
    ]

    private static func listName(_ part: DatasetPart) -> String {
        "textfile_local_\(part.rawValue)_images"
    }

    private static func folderName(_ part: DatasetPart) -> String {
        "textfile_\(part.rawValue)_folder"
    }

    private static func condition(_ part: DatasetPart) -> OptionDescription.Condition? {
        part == .train ? nil : .init("textfile_use_\(part.rawValue)", is: "on")
    }

    private static func useOption(
        _ part: DatasetPart,
        _ label: String,
        _ purpose: String
    ) -> OptionDescription {
        OptionDescription(
            "textfile_use_\(part.rawValue)",
            .flag,
            label: label,
            help: "Whether there is a list of images to \(purpose)."
        )
    }

    private static func listOption(
        _ part: DatasetPart,
        _ label: String,
        flag: String
    ) -> OptionDescription {
        OptionDescription(
            listName(part),
            .file,
            label: label,
            help: "A text file. Each line is the path of an image, a space and the number of its "
                + "class, counted from 0.",
            placeholder: "animals/\(part.rawValue).txt",
            shownWhere: condition(part),
            requirement: "Name the file with the list.",
            flag: flag,
            isSendable: true,
            sentName: "textfile_\(part.rawValue)_images"
        )
    }

    private static func folderOption(_ part: DatasetPart, flag: String) -> OptionDescription {
        OptionDescription(
            folderName(part),
            .folder,
            label: part == .train ? "Folder of the images" : "Folder of these images",
            help: part == .train
                ? "The folder that the paths in the list are relative to; if empty, the folder of "
                    + "a list on the studio's machine. Absolute paths remain as they are."
                : "The folder that the paths in this list are relative to; if empty, that of the "
                    + "training images.",
            placeholder: "animals",
            shownWhere: condition(part),
            flag: flag
        )
    }

    private static let labelsOption = OptionDescription(
        "textfile_local_labels_file",
        .file,
        label: "Names of the classes",
        help: "A text file. Line 1 is the name of class 0, line 2 that of class 1 and so on.",
        placeholder: "animals/labels.txt",
        requirement: "Name the file with the names of the classes.",
        flag: "labels",
        isSendable: true,
        sentName: "textfile_labels_file"
    )

    private static let shuffleSetting = Setting<TextfileDataset>(
        OptionDescription(
            "textfile_shuffle",
            .flag,
            label: "Shuffle",
            help: "Whether the images of each list are shuffled. Lists that are sorted by class "
                + "are hard to learn from in their own order.",
            flag: "shuffle"
        ),
        \.isShuffled
    )

    private static let rootSetting = Setting<TextfileDataset>(
        OptionDescription(
            "textfile_root",
            .folder,
            label: "Data root",
            help: "The folder that all images must be in."
        ),
        \.root,
        place: .file
    )
}

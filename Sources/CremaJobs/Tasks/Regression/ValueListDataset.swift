public import CremaData
import CremaProto

/// A text file that has the numbers of each image behind its path.
public struct ValueListDataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "value-list",
        title: "From a list of images with values",
        source: "List of images with values",
        summary: "a list of images with one or more values each",
        paragraphs: [
            "A text file with one line per image: its path, and behind it one or more numbers that "
                + "a network learns to tell from the image.",
            "Spaces separate them, and each line has as many numbers as the first. The images are "
                + "on the machine of the studio; the list can be sent from yours.",
        ],
        sample: "left/1.png 0.25 -1\nleft/2.png 0.5 0\nright/1.png -0.75 1",
        notes: "Each line of the list is the path of an image and its values, separated by spaces: "
            + "\"left/1.png 0.25 -1\".",
        example: "--list road.txt --names angle,speed --job-dir jobs/road --width 64 --height 64"
    )

    /// The file with the list.
    public var list = ""
    /// The folder that its paths are relative to; the list's own where it is nil.
    public var images: String?
    /// What the numbers are called, separated by commas.
    public var names = ""
    /// The share for validation, in percent.
    public var percentValidation = 25.0
    /// A list for validation, in place of a share.
    public var validationList: String?
    /// In which files images and values are written.
    public var records = RecordSettings()
    /// What the images become, and in what order they are drawn.
    public var format = FormatSettings()

    /// No list yet.
    public init() {}

    /// The images of the list, and what they become.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        var options = ValueListSource.Options()
        options.folder = images
        options.percentValidation = percentValidation
        options.validationList = validationList
        options.names = valueNames
        options.seed = UInt64(clamping: format.seed)
        var format = format.builderFormat
        records.complete(&format)
        return (try ValueListSource(list: list, options), format)
    }

    /// What is wrong with options taken together.
    public func check() -> FormErrors { records.check() }

    /// The names, one by one.
    private var valueNames: [String] {
        names.split { $0 == "," || $0.isNewline }.map { String($0).trimmed }
    }

    /// What is wrong with the lists and the names, and with a folder that has none of the images.
    public func checkFiles(sent: [String: String]) -> FormErrors {
        var errors = FormErrors()
        let isAnySent = [list, validationList].contains { $0.flatMap { sent[$0] } != nil }
        guard images != nil || !isAnySent else {
            return FormErrors([Self.folderOption.name: [Phrase("form.folder_of_sent_list")]])
        }
        let train = errors.collecting(Self.listOption.name) {
            try ValueList(list, below: images, called: sent[list])
        }
        let val = validationList.flatMap { list in
            errors.collecting(Self.validationOption.name) {
                try ValueList(
                    list,
                    below: images,
                    valueCount: train?.valueCount,
                    called: sent[list]
                )
            }
        }
        if let count = train?.valueCount, !valueNames.isEmpty, valueNames.count != count {
            errors.add(
                Self.namesOption.name,
                Phrase("form.value_names", ["found": valueNames.count, "values": count])
            )
        }
        for list in [train, val].compactMap({ $0 }) where !list.hasAnyFile {
            let first = list.images[0].name.description.shown
            errors.add(
                Self.folderOption.name,
                Phrase("form.no_listed_image", ["folder": list.folder, "first": first])
            )
        }
        return errors
    }
}

// MARK: - Options

extension ValueListDataset {
    /// The options, in the order of the form.
    public static let groups =
        [SettingGroup(lists), SettingGroup(parts)]
        + RecordSettings.groups.map { $0.within(\.records) }
        + FormatSettings.groups.map { $0.within(\.format) }

    private static let lists: [Setting<ValueListDataset>] = [
        Setting(listOption, \.list),
        Setting(folderOption, \.images),
        Setting(namesOption, \.names),
    ]

    private static let parts: [Setting<ValueListDataset>] = [
        Setting(
            OptionDescription(
                "value_pct_val",
                .number(.from(0, below: 100)),
                unit: "%",
                label: "For validation",
                help: "The share of the images that is set aside to measure the loss. It has no "
                    + "effect if there is a list for validation.",
                flag: "percent-validation"
            ),
            \.percentValidation
        ),
        Setting(validationOption, \.validationList),
    ]

    private static let listOption = OptionDescription(
        "value_list",
        .file,
        label: "List of images",
        help: "A text file. Each line is the path of an image and its values, separated by spaces; "
            + "all lines have the same number of values.",
        placeholder: "road/train.txt",
        requirement: "Name the file with the list.",
        flag: "list",
        isSendable: true
    )

    private static let folderOption = OptionDescription(
        "value_folder",
        .folder,
        label: "Folder of the images",
        help:
            "The folder that the paths in the list are relative to; if empty, the folder of a list "
            + "on the studio's machine.",
        placeholder: "road",
        flag: "images"
    )

    private static let namesOption = OptionDescription(
        "value_names",
        .text,
        label: "Names of the values",
        help: "The names of the values, in order and separated by commas; if empty, they are "
            + "value1, value2 and so on.",
        placeholder: "angle, speed",
        flag: "names"
    )

    private static let validationOption = OptionDescription(
        "value_val_list",
        .file,
        label: "List for validation",
        help: "A list in the same format for validation, instead of a share of the first.",
        placeholder: "road/val.txt",
        flag: "validation-list",
        isSendable: true
    )
}

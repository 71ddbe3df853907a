public import CremaData
import CremaProto

/// A folder with one folder of images for each class.
public struct FolderDataset: DatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "folder",
        title: "From a folder of images",
        source: "Folder of images",
        summary: "a folder with one folder of images for each class",
        notes: "The names of the folders are those of the classes.",
        example: "--images animals --job-dir jobs/animals --width 64 --height 64"
    )

    /// The folder of class folders.
    public var images = ""
    /// A folder of class folders for validation, in place of a share.
    public var validationImages: String?
    /// The share of each class for validation, in percent.
    public var percentValidation = 25.0
    /// Classes with fewer images are left out.
    public var minPerClass = 2
    /// Of classes with more images, this many are drawn.
    public var maxPerClass: Int?
    /// What the images become, and in what order they are drawn.
    public var format = FormatSettings()

    /// No folder yet, and DIGITS' defaults.
    public init() {}

    /// What is wrong with the minimum and the maximum of images per class together.
    public func check() -> FormErrors {
        guard let maxPerClass, maxPerClass < minPerClass else { return FormErrors() }
        var most = Self.maxOption
        let range = ClosedRange(from: minPerClass, upTo: Self.mostImages)
        most.kind = .integer(range)
        let fault = OptionFault.notInteger(found: "\(maxPerClass)", range)
        return FormErrors([most.name: [most.phrase(about: fault)]])
    }

    /// The files of the folder, and what they become.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        var options = FolderSource.Options()
        options.percentValidation = percentValidation
        options.validationFolder = validationImages
        options.minPerClass = minPerClass
        options.maxPerClass = maxPerClass
        options.seed = UInt64(clamping: format.seed)
        return (try FolderSource(folder: images, options), format.builderFormat)
    }
}

// MARK: - Options

extension FolderDataset {
    private static let mostImages = 100_000_000

    /// The options, in the order of the form.
    public static let groups =
        [SettingGroup(folders), SettingGroup(shares)]
        + FormatSettings.groups.map { $0.within(\.format) }

    private static let folders: [Setting<FolderDataset>] = [
        Setting(
            OptionDescription(
                "folder_train",
                .folder,
                label: "Training images",
                help: "A folder with one folder of images for each class (PNG, JPEG, WebP, TIFF, "
                    + "GIF, BMP, PPM). The names of the folders are those of the classes.",
                placeholder: "flowers/train",
                requirement: "Name the folder of the images.",
                flag: "images"
            ),
            \.images
        ),
        Setting(
            OptionDescription(
                "folder_val",
                .folder,
                label: "Validation images",
                help: "A folder of class folders for validation, instead of a share of the "
                    + "training images.",
                flag: "validation-images"
            ),
            \.validationImages,
            place: .command
        ),
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
        Setting(
            OptionDescription(
                "folder_train_min_per_class",
                .integer(0...1_000_000),
                unit: "images",
                label: "Minimum images per class",
                help: "Classes with fewer images are left out, as hardly anything can be learned "
                    + "from them.",
                flag: "min-per-class"
            ),
            \.minPerClass
        ),
        Setting(maxOption, \.maxPerClass),
    ]

    private static let maxOption = OptionDescription(
        "folder_train_max_per_class",
        .integer(1...mostImages),
        unit: "images",
        label: "Maximum images per class",
        help: "From a class with more images, this many are drawn at random. Use it to experiment "
            + "with a part, or to keep one class from outweighing the others.",
        placeholder: "all",
        flag: "max-per-class"
    )
}

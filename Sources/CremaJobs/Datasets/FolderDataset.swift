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
    /// Whether they become grey or coloured.
    public var channels = Channels.colour
    /// Their width in pixels.
    public var width = 256
    /// Their height in pixels.
    public var height = 256
    /// How they come to that size.
    public var resizeMode = ResizeMode.squash
    /// Decides which images go where, and in what order.
    public var seed = 0

    /// The channels of the images that are made.
    public enum Channels: String, Sendable, OptionConvertible {
        case colour = "3"
        case grey = "1"
    }

    /// No folder yet, and DIGITS' defaults.
    public init() {}

    /// What is wrong with the least and the most images of a class together.
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
        options.seed = UInt64(clamping: seed)
        let format = DatasetBuilder.Format(
            width: width,
            height: height,
            channels: channels == .grey ? 1 : 3,
            resizeMode: resizeMode
        )
        return (try FolderSource(folder: images, options), format)
    }
}

extension ResizeMode: OptionConvertible {}

// MARK: - Options

extension FolderDataset {
    private static let mostImages = 100_000_000

    /// The options, in the order of the form.
    public static let groups = [
        SettingGroup(folders), SettingGroup(shares), SettingGroup(sizes, isParted: true),
        SettingGroup([mode, seedOption]),
    ]

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
                help: "A folder of class folders for validation, in place of a share of the "
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
                help: "The share of each class that is kept out of training, to measure the "
                    + "accuracy on. More measures better and leaves less to learn from.",
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
        help: "Of classes with more images, this many are drawn. Use it to try things out on a "
            + "part, or to keep one class from outweighing the others.",
        placeholder: "all",
        flag: "max-per-class"
    )

    private static let sizes: [Setting<FolderDataset>] = [
        Setting(
            OptionDescription(
                "resize_channels",
                .choice([.init("3", "Colour"), .init("1", "Grey")]),
                label: "Image type",
                help: "Whether images are kept in colour (three channels) or made grey (one). "
                    + "Grey learns faster where colour tells nothing.",
                flag: "channels"
            ),
            \.channels
        ),
        Setting(side("resize_width", "Width", flag: "width"), \.width),
        Setting(side("resize_height", "Height", flag: "height"), \.height),
    ]

    private static func side(_ name: String, _ label: String, flag: String) -> OptionDescription {
        OptionDescription(
            name,
            .integer(1...8192),
            unit: "pixels",
            label: label,
            help: "The \(label.lowercased()) that all images are brought to. It must suit the "
                + "network: LeNet takes 28, AlexNet and GoogLeNet take 256.",
            flag: flag
        )
    }

    private static let mode = Setting<FolderDataset>(
        OptionDescription(
            "resize_mode",
            .choice([
                .init("squash", "Squash"), .init("crop", "Crop"), .init("fill", "Fill with noise"),
                .init("half_crop", "Half crop, half fill"),
            ]),
            label: "Resize transformation",
            help: "How images of another shape are brought to that size: stretched, cut at their "
                + "long sides, filled up at their short ones, or half and half."
        ),
        \.resizeMode
    )

    /// What decides the drawing and the order.
    private static let seedOption = Setting<FolderDataset>(
        OptionDescription(
            "seed",
            .integer(0...Int.max),
            label: "Seed",
            help: "Decides which images go where, and in what order; the same number gives the "
                + "same data set."
        ),
        \.seed,
        place: .command
    )
}

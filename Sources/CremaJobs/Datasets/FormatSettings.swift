public import CremaData
public import CremaProto

/// What the images of a data set become, and in what order they are drawn: a part of the settings
/// of each kind of data set whose images come in any size.
public struct FormatSettings: OptionSettings, Equatable {
    /// The channels of the images that are made.
    public enum Channels: String, Sendable, OptionConvertible {
        case colour = "3"
        case grey = "1"
    }

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

    /// DIGITS' defaults.
    public init() {}

    /// What a builder makes of the images.
    var builderFormat: DatasetBuilder.Format {
        DatasetBuilder.Format(
            width: width,
            height: height,
            channels: channels == .grey ? 1 : 3,
            resizeMode: resizeMode
        )
    }
}

// MARK: - Options

extension FormatSettings {
    /// The options, in the order of the form.
    public static let groups = [
        SettingGroup(sizes, isParted: true), SettingGroup([mode, seedSetting]),
    ]

    private static let sizes: [Setting<FormatSettings>] = [
        Setting(
            OptionDescription(
                "resize_channels",
                .choice([.init("3", "Colour"), .init("1", "Grey")]),
                label: "Image type",
                help: "Whether images are kept in colour (three channels) or converted to grey "
                    + "(one). Grey trains faster if colour does not matter.",
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
            .integer(1...DatasetBuilder.maxSide),
            unit: "pixels",
            label: label,
            help: "The \(label.lowercased()) to which all images are resized. It must suit the "
                + "network: LeNet takes 28, AlexNet and GoogLeNet take 256.",
            flag: flag
        )
    }

    private static let mode = Setting<FormatSettings>(modeOption, \.resizeMode)

    private static let modeOption = OptionDescription(
        "resize_mode",
        .choice([
            .init("squash", "Squash"), .init("crop", "Crop"),
            .init("fill", "Fill with noise"),
            .init("half_crop", "Half crop, half fill"),
        ]),
        label: "Resize transformation",
        help: "How images with other proportions are resized: stretched, cropped on their long "
            + "sides, padded with noise on their short ones, or half and half."
    )

    /// The name of the option with the way of resizing.
    public static let modeName = modeOption.name

    /// What a way of resizing is called.
    public static func title(of mode: ResizeMode) -> Phrase {
        modeOption.phrase(forValue: mode.rawValue)
    }

    private static let seedSetting = Setting<FormatSettings>(
        OptionDescription(
            "seed",
            .integer(0...Int.max),
            label: "Seed",
            help: "Decides how the images are split, and their order; the same seed gives the "
                + "same data set."
        ),
        \.seed,
        place: .command
    )
}

extension ResizeMode: OptionConvertible {}

import CremaData
import CremaProto

/// The channels of the images that are made.
public enum ImageChannels: String, Sendable, OptionConvertible {
    case colour = "3"
    case grey = "1"
}

/// A kind of data set whose images come in any size and are brought to one.
protocol ResizingDatasetKind: DatasetKind {
    /// Whether they become grey or coloured.
    var channels: ImageChannels { get set }
    /// Their width in pixels.
    var width: Int { get set }
    /// Their height in pixels.
    var height: Int { get set }
    /// How they come to that size.
    var resizeMode: ResizeMode { get set }
    /// Decides which images go where, and in what order.
    var seed: Int { get set }
}

extension ResizingDatasetKind {
    /// What the images become.
    var format: DatasetBuilder.Format {
        DatasetBuilder.Format(
            width: width,
            height: height,
            channels: channels == .grey ? 1 : 3,
            resizeMode: resizeMode
        )
    }

    /// The rows of the form that they have in common.
    static var formatGroups: [SettingGroup<Self>] {
        [SettingGroup(sizes, isParted: true), SettingGroup([mode, seedOption])]
    }

    private static var sizes: [Setting<Self>] {
        [
            Setting(
                OptionDescription(
                    "resize_channels",
                    .choice([.init("3", "Colour"), .init("1", "Grey")]),
                    label: "Image type",
                    help: "Whether images are kept in colour (three channels) or made grey (one). "
                        + "Grey learns faster where colour tells nothing.",
                    flag: "channels"
                ),
                \Self.channels
            ),
            Setting(side("resize_width", "Width", flag: "width"), \Self.width),
            Setting(side("resize_height", "Height", flag: "height"), \Self.height),
        ]
    }

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

    private static var mode: Setting<Self> {
        Setting(
            OptionDescription(
                "resize_mode",
                .choice([
                    .init("squash", "Squash"), .init("crop", "Crop"),
                    .init("fill", "Fill with noise"),
                    .init("half_crop", "Half crop, half fill"),
                ]),
                label: "Resize transformation",
                help:
                    "How images of another shape are brought to that size: stretched, cut at their "
                    + "long sides, filled up at their short ones, or half and half."
            ),
            \Self.resizeMode
        )
    }

    /// What decides the drawing and the order.
    private static var seedOption: Setting<Self> {
        Setting(
            OptionDescription(
                "seed",
                .integer(0...Int.max),
                label: "Seed",
                help: "Decides which images go where, and in what order; the same number gives the "
                    + "same data set."
            ),
            \Self.seed,
            place: .command
        )
    }
}

extension ResizeMode: OptionConvertible {}

import CremaProto

extension NetworkOptions: OptionSettings {
    /// With every default.
    public init() { self.init(batchSize: nil) }

    /// How images come into the nets, in the order in which forms have it.
    public static let groups = [SettingGroup(batch + images)]

    /// How many images there are in a step.
    static let batch: [Setting<NetworkOptions>] = [
        Setting(
            OptionDescription(
                "batch_size",
                .integer(1...1_000_000),
                unit: "images",
                label: "Batch size",
                help: "How many images each step learns from. A smaller batch takes less memory "
                    + "and makes noisier steps; if empty, the network's own size is used.",
                placeholder: "network's own"
            ),
            \.batchSize
        )
    ]

    /// What is done to each of them.
    static let images: [Setting<NetworkOptions>] = [
        Setting(
            OptionDescription(
                "use_mean",
                .choice([.init("none", "None"), .init("image", "Image"), .init("pixel", "Pixel")]),
                label: "Subtract mean",
                help: "What is subtracted from each image so that its values are centred on 0: the "
                    + "mean image of the data set, or the mean of each colour, which suits crops."
            ),
            \.mean
        ),
        Setting(
            OptionDescription(
                "crop_size",
                .integer(1...100_000),
                unit: "pixels",
                label: "Crop size",
                help: "The side of the square that is cut from each image: at random in training, "
                    + "from the middle otherwise. It makes the model less sensitive to where "
                    + "things are.",
                placeholder: "none"
            ),
            \.cropSize
        ),
    ]
}

extension NetworkOptions.Mean: OptionConvertible {}

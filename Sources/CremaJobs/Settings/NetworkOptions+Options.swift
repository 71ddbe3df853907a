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
                help: "How many images are learned from in each step. Smaller takes less memory "
                    + "and makes noisier steps; left empty, the network's own counts.",
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
                help: "What is subtracted from each image so that values lie around 0: the mean "
                    + "image of the data set, or the mean of each colour. Pixel suits crops."
            ),
            \.mean
        ),
        Setting(
            OptionDescription(
                "crop_size",
                .integer(1...100_000),
                unit: "pixels",
                label: "Crop size",
                help: "The side of a square cut from each image: anywhere in training, from the "
                    + "middle otherwise. It makes training less sensitive to where things are.",
                placeholder: "none"
            ),
            \.cropSize
        ),
    ]
}

extension NetworkOptions.Mean: OptionConvertible {}

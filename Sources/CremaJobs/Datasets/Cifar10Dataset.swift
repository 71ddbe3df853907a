public import CremaData

/// CIFAR-10's photographs of ten kinds of things, found on this machine or fetched.
public struct Cifar10Dataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "cifar-10",
        title: "CIFAR-10",
        source: "CIFAR-10, ready-made",
        summary: "CIFAR-10's photographs of ten kinds of things",
        paragraphs: [
            "CIFAR-10: 50,000 photographs of ten kinds of vehicles and animals for training and "
                + "10,000 for validation, in colour, 32 × 32 pixels."
        ],
        notes: "The files of the binary version are taken from the folder CREMA_CIFAR10, else from "
            + "the cache, else fetched (162 MiB).",
        example: "--job-dir jobs/cifar-10"
    )

    /// None: it is what it is.
    public static let groups: [SettingGroup<Cifar10Dataset>] = []

    /// The data set.
    public init() {}

    /// The photographs in their own size.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        try CIFARSource(CIFAR.locate(.ten, say: say)).asPublished
    }
}

extension CIFARSource {
    /// The images in their own size, in colour.
    var asPublished: (any ImageSource, DatasetBuilder.Format) {
        (self, DatasetBuilder.Format(width: CIFAR.side, height: CIFAR.side, channels: 3))
    }
}

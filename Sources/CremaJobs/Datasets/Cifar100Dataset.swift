public import CremaData

/// CIFAR-100's photographs of a hundred kinds of things, found on this machine or fetched.
public struct Cifar100Dataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "cifar-100",
        title: "CIFAR-100",
        source: "CIFAR-100, ready-made",
        summary: "CIFAR-100's photographs of a hundred kinds of things",
        paragraphs: [
            "CIFAR-100: as many photographs of the same size, of a hundred kinds of things."
        ],
        notes: "The files of the binary version are taken from the folder CREMA_CIFAR100, else "
            + "from the cache, else fetched (161 MiB).",
        example: "--job-dir jobs/cifar-100"
    )

    /// None: it is what it is.
    public static let groups: [SettingGroup<Cifar100Dataset>] = []

    /// The data set.
    public init() {}

    /// The photographs in their own size.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        try CIFARSource(CIFAR.locate(.hundred, say: say)).asPublished
    }
}

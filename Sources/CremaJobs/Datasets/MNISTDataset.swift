public import CremaData

/// MNIST's handwritten digits, found on this machine or fetched.
public struct MNISTDataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "mnist",
        title: "MNIST",
        source: "MNIST, ready-made",
        summary: "MNIST's handwritten digits",
        paragraphs: [
            "MNIST: 60,000 handwritten digits for training and 10,000 for validation, grey, "
                + "28 × 28 pixels.",
            "Taken from this machine where it is there already, downloaded and checked otherwise.",
        ],
        notes: "The four files are taken from the folder CREMA_MNIST, else from the cache, else "
            + "fetched. \"crema dataset fashion-mnist\" needs no network.",
        example: "--job-dir jobs/mnist"
    )

    /// None: it is what it is.
    public static let groups: [SettingGroup<MNISTDataset>] = []

    /// The data set.
    public init() {}

    /// The digits in their own size.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        try MNISTSource(MNIST.locate(say: say)).asPublished
    }
}

extension MNISTSource {
    /// The images in their own size, grey.
    var asPublished: (any ImageSource, DatasetBuilder.Format) {
        (self, DatasetBuilder.Format(width: size.width, height: size.height, channels: 1))
    }
}

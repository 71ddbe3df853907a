public import CremaData

/// Ten kinds of clothes in the form of MNIST, from Debian's package.
public struct FashionMNISTDataset: ImageDatasetKind {
    /// What it is called, and what it is about.
    public static let about = DatasetKindDescription(
        name: "fashion-mnist",
        title: "Fashion-MNIST",
        source: "Fashion-MNIST, ready-made",
        summary: "Fashion-MNIST's pictures of clothes",
        paragraphs: [
            "Fashion-MNIST: as many pictures of clothes, of the same size. It needs no network."
        ],
        notes: "Its four files have the form of MNIST's, and come with the package "
            + "dataset-fashion-mnist.",
        example: "--job-dir jobs/fashion"
    )

    /// None: it is what it is.
    public static let groups: [SettingGroup<FashionMNISTDataset>] = []

    /// The data set.
    public init() {}

    /// The pictures in their own size.
    public func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        let database = try MNIST.locateFashion()
        say("Fashion-MNIST: taken from \(database.folder)")
        return try MNISTSource(database).asPublished
    }
}

/// Every kind of data set that can be made.
public enum DatasetKindCatalog {
    /// The kinds, in the order of the form and of the commands.
    ///
    /// To add one, add its file and its line here.
    public static let all: [any DatasetKind.Type] = [
        MNISTDataset.self,
        FashionMNISTDataset.self,
        FolderDataset.self,
    ]

    /// The kind with a name, or nil.
    public static func named(_ name: String) -> (any DatasetKind.Type)? {
        all.first { $0.about.name == name }
    }
}

/// Every kind of data set that can be made.
public enum DatasetKindCatalog {
    /// The kinds of all tasks, in the order of the commands.
    public static let all = ImageTaskCatalog.all.flatMap(\.datasetKinds)

    /// The kind with a name, or nil.
    public static func named(_ name: String) -> (any DatasetKind.Type)? {
        all.first { $0.about.name == name }
    }
}

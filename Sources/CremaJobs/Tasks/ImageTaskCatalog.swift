/// Every task.
public enum ImageTaskCatalog {
    /// The tasks, in the order of the menu.
    ///
    /// To add one, add its folder and its line here. The first is that of jobs that name none.
    public static let all: [any ImageTask] = [
        ClassificationTask(),
        RegressionTask(),
    ]

    /// The task with a name, or nil.
    public static func named(_ name: String) -> (any ImageTask)? {
        all.first { $0.about.name == name }
    }

    /// The task that learns from data sets of a kind.
    public static func task(of kind: any DatasetKind.Type) -> any ImageTask {
        all.first { $0.datasetKinds.contains { $0 == kind } } ?? all[0]
    }
}

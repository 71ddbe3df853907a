/// A network that a new model can start from.
public struct StandardNetwork: Sendable {
    /// The value of the form's `standard_networks`.
    public let id: String
    /// Its usual name.
    public let title: String
    /// Its source, and the images that it is made for.
    public let summary: String
    /// The images that it can take.
    public let images: ImageSizes
    /// One prototxt for training, validation and deployment, distinguished by stages.
    public let prototxt: String

    /// The networks of all tasks, in the order of their forms.
    ///
    /// To add one, add its file, and its line in the task that it is for.
    public static let all = ImageTaskCatalog.all.flatMap(\.networks)

    /// The network with this id, or nil.
    public static func named(_ id: String) -> StandardNetwork? { all.first { $0.id == id } }
}

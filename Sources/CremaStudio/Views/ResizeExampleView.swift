/// What a data set would make of an image: a part of its form.
struct ResizeExampleView: View {
    static let template = "ResizeExample"

    /// What a way of resizing makes of it.
    struct Example: Sendable {
        var title: String
        /// The picture itself, as an address.
        var source: String
        var width: Int
        var height: Int
        /// How much of a record it takes.
        var size: String
    }

    var examples: [Example]
}

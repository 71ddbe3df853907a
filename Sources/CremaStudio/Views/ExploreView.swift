/// The images of a data set, a page at a time.
struct ExploreView: View {
    static let template = "Explore"

    var name: String
    var path: String
    var parts: [Link]
    var classes: [Link]
    var images: [ShownImage]
    var count: String
    var number: Int
    var pageCount: Int
    var previous: String?
    var next: String?

    /// Another part or class.
    struct Link: Sendable {
        var title: String
        var address: String
        var isActive: Bool
    }
}

/// The form for a new version of a data set.
struct VersionView: View {
    static let template = "Version"

    /// The data set that it is made from.
    var name: String
    var path: String
    /// What becomes of its images, as the form sends it.
    var changes: String
    var form: NewDatasetView.KindForm
}

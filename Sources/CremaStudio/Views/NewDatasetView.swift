/// The forms for data sets of every kind.
struct NewDatasetView: View {
    static let template = "NewDataset"

    /// A kind of data set that takes nothing but a press of its button.
    struct ReadyKind: Sendable {
        var name: String
        var title: String
        var summary: String
        var note: String?
        var isFirst: Bool
    }

    /// What a kind of data set is made from.
    struct Note: Sendable {
        var name: String
        var title: String
        var paragraphs: [String]
        /// A few lines of the file that it is made from.
        var sample: String?
    }

    /// The form of a kind of data set.
    struct KindForm: Sendable {
        var name: String
        /// Where it is sent.
        var action: String
        var title: String
        var isFirst: Bool
        var rows: [FormRow]
        var nameField: FormField
        /// Whether its images are resized.
        var isResizing: Bool
        var hasErrors: Bool
        /// Each sentence about what no field of the form has a place for.
        var otherErrors: [String]
    }

    var task: ShownTask
    var ready: [ReadyKind]
    var notes: [Note]
    var forms: [KindForm]
}

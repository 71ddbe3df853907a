/// A model while it trains and after.
struct ModelView: View {
    static let template = "Model"

    var task: ShownTask
    var head: JobHead
    var curves: ShownCurves
    /// Why it stopped before its end; nil where it did not.
    var stopReason: String?
    /// Whether a notice is more than information.
    var hasWarning: Bool
    var snapshots: [Snapshot]
    var formats: [String]
    var files: [JobFile]
    /// What it was made from.
    var sources: [Source]
    var settings: [Fact]
    var hasLayerFile: Bool
    var validation: Validation?
    /// Whether it can be paused.
    var canPause: Bool
    /// How it can go on; nil while it trains, or where it has no snapshot to go on from.
    var continuation: Continuation?
    /// The data set that it learns from; nil where that is gone.
    var dataset: JobRow?
    /// The form of tests as it was sent, if something is wrong with it.
    var test = SentTest()

    struct Snapshot: Sendable {
        var epoch: Double
        var title: String
        /// Whether a form that was sent names it.
        var isChosen = false
    }

    /// What was typed into the form of tests, and what is wrong with it, by field.
    struct SentTest: Sendable {
        var imageError: String?
        var isVisual = false
        var listError: String?
        var folder = ""
        var folderError: String?
        var limit = ""
        var limitError: String?
        var top = "9"
        var topError: String?
        /// What is wrong with fields that the page does not have.
        var others: [String] = []
    }

    /// From where a training that has ended can go on, and for how long.
    struct Continuation: Sendable {
        /// What the button says.
        var title: String
        /// Whether there is something left to do without more epochs.
        var isIncomplete: Bool
        var snapshots: [Snapshot]
        /// How many epochs are proposed.
        var moreEpochs: Int
    }

    /// What a model was made from, with a page of its own where it has one.
    struct Source: Sendable {
        var name: String
        var value: String
        var path: String?
    }

    /// Why the accuracy is what it is: the layers that validation images pass, and the model beside
    /// this one.
    struct Validation: Sendable {
        /// What its layers do to it; nil on the model that is validated on whole images.
        var explanation: String?
        var comparison: [Compared] = []
    }

    /// One of the two models that are compared.
    struct Compared: Sendable {
        var title: String
        var name: String
        var path: String
        var status: String
        var colour: String
        var accuracy: String?
        var isThis: Bool
    }
}

extension ModelView.SentTest {
    /// A form with the sentences about each of its fields.
    init(_ form: Form, _ sentences: [String: [String]]) {
        var rest = sentences
        func error(_ field: String) -> String? {
            rest.removeValue(forKey: field)?.joined(separator: " ")
        }
        self.init(
            imageError: error("image_file"),
            isVisual: form.isOn("show_visualizations"),
            listError: error("image_list"),
            folder: form["image_folder"],
            folderError: error("image_folder"),
            limit: form["num_test_images"],
            limitError: error("num_test_images"),
            top: form["top_n"],
            topError: error("top_n")
        )
        others = rest.sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value.joined(separator: " "))" }
    }
}

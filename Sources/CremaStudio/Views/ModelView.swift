/// A model while it trains and after.
struct ModelView: View {
    static let template = "Model"

    var task: ShownTask
    var head: JobHead
    var epochIterations: Double
    var epochCount: Int
    var snapshots: [Snapshot]
    var formats: [String]
    var files: [File]
    var settings: [Fact]
    var hasLayerFile: Bool
    var validation: Validation?
    /// The data set that it learns from; nil where that is gone.
    var dataset: JobRow?

    struct Snapshot: Sendable {
        var epoch: Double
        var title: String
    }

    struct File: Sendable {
        var name: String
        var address: String
        var size: String
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

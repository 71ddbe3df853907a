/// A data set: how it is built, and what is in it.
struct DatasetView: View {
    static let template = "Dataset"

    var task: ShownTask
    var head: JobHead
    var logName: String
    var settings: [Setting]
    /// Whether it took the place of MNIST, which can be had now.
    var standsIn: Bool
    var models: [JobRow]
    /// Nil until it is done.
    var dataset: Content?

    /// What is in a finished data set.
    struct Content: Sendable {
        var trainCount: String
        var valCount: String
        var classCount: Int
        var shape: String
        var kind: String
        var classes: [Class]
        var sample: [ShownImage]
    }

    /// A class, with how many images it has.
    struct Class: Sendable {
        var name: String
        var number: Int
        var train: String
        var val: String
        /// Percent of the largest class.
        var trainShare: Int
        var valShare: Int
        var hasVal: Bool
    }
}

/// A data set: how it is built, and what is in it.
struct DatasetView: View {
    static let template = "Dataset"

    var task: ShownTask
    var head: JobHead
    var logName: String
    var settings: [Fact]
    /// What it is a new version of.
    var predecessor: Predecessor?
    /// What its job does, step by step.
    var tasks: [Task]
    /// What can be fetched.
    var files: [JobFile]
    /// Whether it took the place of MNIST, which can be had now.
    var standsIn: Bool
    var models: [JobRow]
    /// Nil until it is done.
    var dataset: Content?
    /// The images that are in it more than once; nil if there are none.
    var repeated: Repeated?

    /// Another data set, of which this one is a new version.
    struct Predecessor: Sendable {
        var name: String
        /// Nil if it was deleted.
        var path: String?
        var removed: String
        var changed: String
    }

    /// Images that are in a data set more than once.
    struct Repeated: Sendable {
        /// How many there are.
        var count: String
        /// The name of the file that lists all of them.
        var listName: String
        /// The first of them, each with both of its places.
        var pairs: [Pair]

        /// An image in its two places.
        struct Pair: Sendable {
            var images: [ShownImage]
            var places: [String]
        }
    }

    /// A step of its job.
    struct Task: Sendable {
        var title: String
        var status: String
        /// Bootstrap's colour of the status.
        var colour: String
        /// How long it took, or has taken so far; empty before it begins.
        var time: String
    }

    /// What is in a finished data set.
    struct Content: Sendable {
        var trainCount: String
        var valCount: String
        /// Nil without a test part.
        var testCount: String?
        /// How many classes there are, or how many values each image has.
        var targetCount: Int
        var isOfClasses: Bool
        var shape: String
        var kind: String
        var classes: [Class]
        /// The values of the training images; none where they are of classes.
        var ranges: [ValueRange]
        var sample: [ShownImage]
    }

    /// A value of each image, and between which numbers it is.
    struct ValueRange: Sendable {
        var name: String
        var low: String
        var high: String
    }

    /// A class, with how many images it has.
    struct Class: Sendable {
        var name: String
        var number: Int
        var parts: [ClassPart]
        /// The counts of the parts: `6,000 + 1,000`.
        var counts: String
    }

    /// The images of a class in a part.
    struct ClassPart: Sendable {
        /// The part's name.
        var part: String
        /// Percent of the largest class.
        var share: Int
    }
}

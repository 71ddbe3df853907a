/// Several models next to each other: their curves, results and different settings.
struct CompareView: View {
    static let template = "Compare"

    var models: [Model]
    var charts: [Chart]
    /// The last and the best value of each output.
    var results: [Row]
    /// The settings in which they differ.
    var settings: [Row]
    /// Where the points of the curves are.
    var dataAddress: String

    struct Model: Sendable {
        /// Its place, from 0.
        var number: Int
        var name: String
        var path: String
        var status: String
        /// Bootstrap's colour.
        var colour: String
    }

    /// The curves of an output.
    struct Chart: Sendable {
        var output: String
    }

    struct Row: Sendable {
        var label: String
        /// A cell for each model.
        var cells: [Cell]
    }

    struct Cell: Sendable {
        var text: String
        var isBest = false
    }
}

/// The form for a new model.
struct NewModelView: View {
    static let template = "NewModel"

    struct DatasetChoice: Sendable {
        var id: String
        var name: String
        /// Size and count of its images; nil while it is being built.
        var note: String?
        /// When it was made.
        var date: String
        /// The id of the network that fits it, empty if it is not known yet.
        var network: String
        var status: String
        var colour: String
        var isDone: Bool
        var isChecked: Bool
    }

    struct NetworkChoice: Sendable {
        var id: String
        var title: String
        var summary: String
        /// The images that it can take.
        var images: String
        var isChecked: Bool
    }

    /// A model that the new one may continue from.
    struct ModelChoice: Sendable {
        /// A snapshot of it, or what stands in place of one.
        struct Snapshot: Sendable {
            var value: String
            var label: String
            var isSelected: Bool
        }

        var id: String
        var title: String
        var note: String
        /// The field of the chosen snapshot.
        var field: String
        var snapshots: [Snapshot]
        var isChecked: Bool
    }

    /// A network with weights that the new model may start from.
    struct PretrainedChoice: Sendable {
        var id: String
        var title: String
        var note: String
        var isChecked: Bool
    }

    /// A file with layers that was sent before.
    struct KeptFile: Sendable {
        var key: String
        var name: String
    }

    var task: ShownTask
    /// `true` if someone has chosen the network, so that none is proposed.
    var isFilled: String
    var hasErrors: Bool
    /// Each sentence about what no field of the form has a place for.
    var otherErrors: [String]
    var datasets: [DatasetChoice]
    var hasDataset: Bool
    var networks: [NetworkChoice]
    var isStandard: Bool
    var isPrevious: Bool
    var isPretrained: Bool
    var isCustom: Bool
    /// The newest models, and the chosen one.
    var models: [ModelChoice]
    var pretrained: [PretrainedChoice]
    var layerFile: KeptFile?
    var epochs: FormField
    /// The options that a beginner may leave as they are.
    var rows: [FormRow]
    /// Whether one of those is not as it was proposed, or is wrong.
    var isAdvancedOpen: Bool
    var nameField: FormField
    var dataset: FormField
    var networkMethod: FormField
    var standardNetworks: FormField
    var previousNetworks: FormField
    var pretrainedNetworks: FormField
    var customWeights: FormField
    var networkText: FormField
    var serverFile: FormField
    var isFromClient: FormField
    var sentFile: FormField
}

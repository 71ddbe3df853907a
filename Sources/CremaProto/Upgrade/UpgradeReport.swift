/// What the upgrade of a net or solver found to do.
public struct UpgradeReport: Sendable, Equatable {
    /// An old form that has a newer one.
    public enum OldForm: Sendable {
        /// Layers in the oldest form, `layers { layer { … } }`.
        case v0Layers
        /// Scale, mean, crop and mirror outside of `transform_param`.
        case dataTransforms
        /// Layers of numbered types, `layers { … }`.
        case v1Layers
        /// Inputs as fields of the net.
        case inputs
        /// BatchNorm layers with multipliers of their statistics.
        case batchNorms
        /// A solver's type as a number, `solver_type`.
        case solverType
    }

    /// The old forms that were replaced, in that order.
    public internal(set) var forms: [OldForm] = []
    /// A sentence for each field that means nothing for its layer's type and was dropped.
    public internal(set) var droppedFields: [String] = []

    /// A report of nothing yet.
    public init() {}
}

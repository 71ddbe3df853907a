/// What can be changed while the studio runs.
struct SettingsView: View {
    static let template = "Settings"

    /// How many trainings may run at the same time, as it was typed.
    var trainingsAtOnce: String
    var most: Int
    /// Whether trainings write their curves for TensorBoard.
    var hasTensorBoard: Bool
    /// What is wrong with it.
    var error: String?
}

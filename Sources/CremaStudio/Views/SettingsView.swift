/// What can be changed while the studio runs.
struct SettingsView: View {
    static let template = "Settings"

    /// How many trainings may run at the same time, as it was typed.
    var trainingsAtOnce: String
    var most: Int
    /// What is wrong with it.
    var error: String?
}

/// A line of a job's settings.
struct Setting: Sendable {
    var name: String
    var value: String
}

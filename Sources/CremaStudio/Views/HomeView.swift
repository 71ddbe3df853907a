/// The lists of data sets and models.
struct HomeView: View {
    static let template = "Home"

    /// The task whose pages make new jobs.
    var task: ShownTask
    var datasets: [JobRow]
    var models: [JobRow]
}

/// The lists of data sets and models.
struct HomeView: View {
    static let template = "Home"

    var datasets: [JobRow]
    var models: [JobRow]
}

import ArgumentParser
import CremaData

/// `crema dataset fashion-mnist`: ten kinds of clothes, from Debian's package.
struct DatasetFashionMNISTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fashion-mnist",
        abstract: "Builds a data set from Fashion-MNIST's pictures of clothes.",
        discussion: """
            Its four files have the form of MNIST's, and come with the package dataset-fashion-mnist.

              crema dataset fashion-mnist --job-dir jobs/fashion
            """
    )

    @Option(help: "The job's folder to build into.", completion: .directory)
    var jobDir: String

    func run() throws {
        try buildDataset(into: jobDir) { say in
            let database = try MNIST.locateFashion()
            say("Fashion-MNIST: taken from \(database.folder)")
            return try MNISTSource(database).asPublished
        }
    }
}

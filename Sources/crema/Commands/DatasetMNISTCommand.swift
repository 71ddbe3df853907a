import ArgumentParser
import CremaData

/// `crema dataset mnist`: MNIST's handwritten digits, found or fetched.
struct DatasetMNISTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mnist",
        abstract: "Builds a data set from MNIST's handwritten digits.",
        discussion: """
            The four files are taken from the folder CREMA_MNIST, else from the cache, else fetched; \
            where that fails, Fashion-MNIST of the package dataset-fashion-mnist takes their place.

              crema dataset mnist --job-dir jobs/mnist
            """
    )

    @Option(help: "The job's folder to build into.", completion: .directory)
    var jobDir: String

    func run() throws {
        try buildDataset(into: jobDir) { say in
            let source = try MNISTSource(MNIST.locate(say: say))
            let (width, height) = source.size
            return (source, DatasetBuilder.Format(width: width, height: height, channels: 1))
        }
    }
}

import ArgumentParser
import CremaData

/// `crema dataset mnist`: MNIST's handwritten digits, found or fetched.
struct DatasetMNISTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mnist",
        abstract: "Builds a data set from MNIST's handwritten digits.",
        discussion: """
            The four files are taken from the folder CREMA_MNIST, else from the cache, else fetched. \
            "crema dataset fashion-mnist" needs no network.

              crema dataset mnist --job-dir jobs/mnist
            """
    )

    @Option(help: "The job's folder to build into.", completion: .directory)
    var jobDir: String

    func run() throws {
        try buildDataset(into: jobDir) { say in
            try MNISTSource(MNIST.locate(say: say)).asPublished
        }
    }
}

extension MNISTSource {
    /// The images in their own size, grey.
    var asPublished: (any ImageSource, DatasetBuilder.Format) {
        (self, DatasetBuilder.Format(width: size.width, height: size.height, channels: 1))
    }
}

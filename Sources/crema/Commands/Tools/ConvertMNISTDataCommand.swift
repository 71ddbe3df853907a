import ArgumentParser
import CremaData
import CremaEngine

/// `crema convert_mnist_data IMAGES LABELS DB_NAME`: MNIST's files as a database.
struct ConvertMNISTDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert_mnist_data",
        abstract: "Writes MNIST's images and labels into a database.",
        usage: "crema convert_mnist_data [FLAGS] IMAGES LABELS DB_NAME"
    )

    @Option(name: .caffe("backend"), help: "The kind of database: lmdb or leveldb.")
    var backend = "lmdb"

    @Argument(help: "The file of images, that of labels (gzipped or not), and DB_NAME.")
    var words: [String] = []

    func run() throws {
        try Self.check(words, are: 3...3)
        let conversion = try MNISTConversion(images: words[0], labels: words[1])
        try conversion.write(
            to: NewDatabase(path: words[2], backend: backend),
            tell: Log.program.listen(as: "convert_mnist_data.cpp")
        )
    }
}

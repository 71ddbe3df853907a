import ArgumentParser
import CremaData
import CremaEngine

/// `crema convert_mnist_siamese_data IMAGES LABELS DB_NAME`: pairs of MNIST's images as a database.
struct ConvertMNISTSiameseDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert_mnist_siamese_data",
        abstract: "Writes pairs of MNIST's images, alike or not, into a database.",
        usage: "crema convert_mnist_siamese_data [FLAGS] IMAGES LABELS DB_NAME"
    )

    @Option(name: .caffe("backend"), help: "The kind of database: leveldb or lmdb.")
    var backend = "leveldb"

    @Option(help: "The seed for drawing pairs (default: a new one each time).")
    var seed: UInt64?

    @Argument(help: "The file of images, that of labels (gzipped or not), and DB_NAME.")
    var words: [String] = []

    func run() throws {
        try Self.check(words, are: 3...3)
        let source = try MNISTConversion(images: words[0], labels: words[1])
        let conversion = SiameseConversion(source, seed: seed ?? .random(in: 0 ... .max))
        try conversion.write(
            to: NewDatabase(path: words[2], backend: backend),
            tell: Log.program.listen(as: "convert_mnist_siamese_data.cpp")
        )
    }
}

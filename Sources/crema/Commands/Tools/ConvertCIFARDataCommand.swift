import ArgumentParser
import CremaData
import CremaEngine

/// `crema convert_cifar_data INPUT_FOLDER OUTPUT_FOLDER DB_TYPE`: CIFAR-10's files as two
/// databases.
struct ConvertCIFARDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert_cifar_data",
        abstract: "Writes CIFAR-10's training and test images into databases.",
        usage: "crema convert_cifar_data INPUT_FOLDER OUTPUT_FOLDER DB_TYPE",
        discussion: """
            INPUT_FOLDER has data_batch_1.bin to data_batch_5.bin and test_batch.bin; the \
            databases are OUTPUT_FOLDER/cifar10_train_DB_TYPE and \
            OUTPUT_FOLDER/cifar10_test_DB_TYPE.
            """
    )

    @Argument(help: "INPUT_FOLDER, OUTPUT_FOLDER, and lmdb or leveldb.")
    var words: [String] = []

    func run() throws {
        try Self.check(words, are: 3...3)
        let (input, output, type) = (words[0], words[1], words[2])
        let parts = [
            ("Training", "train", CIFARConversion.training(in: input)),
            ("Testing", "test", CIFARConversion.test(in: input)),
        ]
        let file = "convert_cifar_data.cpp"
        for (title, name, conversion) in parts {
            let database = try NewDatabase(
                path: "\(output)/cifar10_\(name)_\(type)",
                backend: type
            )
            Log.program.info(file, "Writing \(title) data")
            try conversion.write(to: database, tell: Log.program.listen(as: file))
        }
    }
}

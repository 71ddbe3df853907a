public import ArgumentParser
public import CremaData

/// `crema dataset folder`: a folder with one folder of images a class.
struct DatasetFolderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "folder",
        abstract: "Builds a data set from a folder with one folder of images for each class.",
        discussion: """
            The names of the folders are those of the classes.

              crema dataset folder --images animals --job-dir jobs/animals --width 64 --height 64
            """
    )

    @Option(help: "The folder of class folders.", completion: .directory)
    var images: String

    @Option(help: "The job's folder to build into.", completion: .directory)
    var jobDir: String

    @Option(help: "The images' width in pixels.")
    var width = 256

    @Option(help: "The images' height in pixels.")
    var height = 256

    @Option(help: "1 for grey, 3 for colour.")
    var channels = 3

    @Option(help: "How images come to their size: squash, crop, fill or half_crop.")
    var resizeMode = ResizeMode.squash

    @Option(help: "The share of each class for validation, in percent.")
    var percentValidation = 25.0

    @Option(
        help: "A folder of class folders for validation, in place of a share.",
        completion: .directory
    )
    var validationImages: String?

    @Option(help: "Classes with fewer images are left out.")
    var minPerClass = 2

    @Option(help: "Of classes with more images, this many are drawn.")
    var maxPerClass: Int?

    @Option(help: "The seed that decides which images go where, and in what order.")
    var seed: UInt64 = 0

    func run() throws {
        try buildDataset(into: jobDir) { _ in
            var options = FolderSource.Options()
            options.percentValidation = percentValidation
            options.validationFolder = validationImages
            options.minPerClass = minPerClass
            options.maxPerClass = maxPerClass
            options.seed = seed
            return (
                try FolderSource(folder: images, options),
                DatasetBuilder.Format(
                    width: width,
                    height: height,
                    channels: channels,
                    resizeMode: resizeMode
                )
            )
        }
    }
}

extension ResizeMode: ExpressibleByArgument {}

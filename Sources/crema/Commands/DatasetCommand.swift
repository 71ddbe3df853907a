import ArgumentParser
import CremaJobs

/// `crema dataset …`: builds a data set of images into a job's folder.
struct DatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Builds a data set of images into a job's folder.",
        discussion: """
            The folder receives databases for training and validation, their mean image and the \
            names of the classes. For lists of files, as in Caffe, use "convert_imageset".
            """,
        subcommands: commands(of: .builtIn)
    )

    /// The command of each kind of data set.
    static func commands(of catalog: DatasetKindCatalog) -> [any ParsableCommand.Type] {
        catalog.kinds.map { command(of: $0) }
    }

    private static func command<Kind: DatasetKind>(of kind: Kind.Type) -> any ParsableCommand.Type {
        DatasetKindCommand<Kind>.self
    }
}

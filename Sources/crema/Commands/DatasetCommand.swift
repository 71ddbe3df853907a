import ArgumentParser
import CremaData
import CremaEngine
import CremaEvents
import CremaJobs
import CremaRuns

/// `crema dataset …`: builds a data set of images into a job's folder.
struct DatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Builds a data set of images into a job's folder.",
        discussion: """
            The folder receives databases for training and validation, their mean image and the \
            names of the classes. For lists of files, as in Caffe, use "convert_imageset".
            """,
        subcommands: DatasetKindCatalog.all.map { command(of: $0) }
    )

    private static func command<Kind: DatasetKind>(of kind: Kind.Type) -> any ParsableCommand.Type {
        DatasetKindCommand<Kind>.self
    }
}

/// Runs the job of building a data set; its events go to the folder's `events.jsonl` and the log.
///
/// `source` returns the images and their format; any error that it throws ends the job with its
/// sentence.
func buildDataset(
    into folder: String,
    from source: (_ say: @escaping @Sendable (String) -> Void) throws -> (
        any ImageSource, DatasetBuilder.Format
    )
) throws {
    let line = ProgressLine()
    defer { line.end() }
    let host = RunHost(log: line.log, progress: line.show)
    // A finished job keeps its events as they are.
    try Dataset.checkAbsence(in: folder)
    try Folder.create(folder)
    do {
        try host.reporting(to: folder) { host in
            let report = DatasetReport(to: host)
            let (images, format) = try source { report.noted($0) }
            let builder = DatasetBuilder(
                images,
                format: format,
                jobFolder: folder,
                observer: report
            )
            let counts = try builder.build().description.counts
            report.noted(
                "\(counts.train) images for training, \(counts.val) for validation, in \(folder)"
            )
            return .status(.done)
        }
    } catch {
        host.log.error("create_db.cpp", "\(error)")
        throw ExitCode(ExitStatus(error).rawValue)
    }
}

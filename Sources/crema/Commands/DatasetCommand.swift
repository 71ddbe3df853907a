import ArgumentParser
import CremaData
import CremaEngine
import CremaJobs

/// `crema dataset …`: builds a data set of images into a job's folder.
struct DatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Builds a data set of images into a job's folder.",
        discussion: """
            The folder gets databases for training and validation, their mean image and the names of \
            the classes. For lists of files in Caffe's manner there is \"convert_imageset\".
            """,
        subcommands: DatasetKindCatalog.all.map { command(of: $0) }
    )

    private static func command<Kind: DatasetKind>(of kind: Kind.Type) -> any ParsableCommand.Type {
        DatasetKindCommand<Kind>.self
    }
}

/// Does the job of building a data set, telling the folder's `events.jsonl` and the log about it.
///
/// `source` gives the images and what they become; whatever is thrown
/// ends the job with its sentence.
func buildDataset(
    into folder: String,
    from source: (_ say: @escaping @Sendable (String) -> Void) throws -> (
        any ImageSource, DatasetBuilder.Format
    )
) throws {
    let line = ProgressLine()
    defer { line.end() }
    let log = line.log
    let say: @Sendable (String) -> Void = { log.info("create_db.cpp", $0) }
    // A finished job keeps its events as they are.
    try Dataset.checkAbsence(in: folder)
    try Folder.create(folder)
    let events = EventLog(folder: folder)
    events.append(JobEvent(.status) { $0.status = .running })
    do {
        let (images, format) = try source(say)
        var builder = DatasetBuilder(images, format: format, jobFolder: folder, log: say)
        builder.show = { line.show(RunProgress(task: $0, done: $1, total: $2)) }
        let counts = try builder.build().description.counts
        say("\(counts.train) images for training, \(counts.val) for validation, in \(folder)")
        events.append(JobEvent(.status) { $0.status = .done })
    } catch {
        log.error("create_db.cpp", "\(error)")
        events.append(JobEvent(.error) { $0.message = "\(error)" })
        events.append(
            JobEvent(.status) {
                $0.status = .error
                $0.message = "\(error)"
            }
        )
        throw ExitCode(ExitStatus(error).rawValue)
    }
}

import ArgumentParser
import CremaEngine
import CremaProto

/// Does what the upgrade tools have in common, in Caffe's words and with its statuses: 2 if the
/// input cannot be read, 1 if fields had to be dropped.
///
/// `kind` is `text` or `binary`, `message` the name of the message in the file, and `file` the
/// tool's name in the log.
func upgrade<Message>(
    _ input: String,
    to output: String,
    kind: String,
    message: String,
    file: String,
    read: (String) throws -> Message,
    upgrade: (Message, inout UpgradeReport) throws -> Message,
    write: (Message, String) throws -> Void
) throws {
    let log = Log.program
    let old: Message
    do {
        old = try read(input)
    } catch {
        log.error(file, "\(error)")
        log.error(file, "Failed to parse input \(kind) file as \(message): \(input)")
        throw ExitCode(2)
    }
    var report = UpgradeReport()
    let new = try upgrade(old, &report)
    if report.forms.isEmpty { log.error(file, "File already in latest proto format: \(input)") }
    report.tell(log, input)
    if !report.droppedFields.isEmpty {
        log.error(file, "Encountered error(s) while upgrading prototxt; see details above.")
    }
    try write(new, output)
    log.info(file, "Wrote upgraded \(message) \(kind) proto to \(output)")
    if !report.droppedFields.isEmpty { throw ExitCode(1) }
}

extension UpgradeReport {
    /// Logs what was done to a file, line by line like Caffe.
    fileprivate func tell(_ log: Log, _ input: String) {
        let file = "upgrade_proto.cpp"
        for form in forms {
            let words = form.words
            log.info(file, "Attempting to upgrade \(words.what)\(input)")
            let dropped = form == .v0Layers ? droppedFields : []
            for sentence in dropped { log.error(file, sentence) }
            if dropped.isEmpty {
                log.info(file, "Successfully upgraded \(words.done)")
            } else {
                log.error(
                    file,
                    "Warning: had one or more problems upgrading V0NetParameter to NetParameter "
                        + "(see above); continuing anyway."
                )
            }
            if let note = words.note { log.warning(file, "Note that \(note)") }
        }
    }
}

extension UpgradeReport.OldForm {
    /// Caffe's words for the form: what is upgraded, what was, and a note for the user.
    fileprivate var words: (what: String, done: String, note: String?) {
        let input = "input file specified using deprecated "
        let done = "file specified using deprecated "
        return switch self {
        case .v0Layers:
            (
                "\(input)V0LayerParameter: ", "\(done)V0LayerParameter",
                "upgrade_net_proto_text and upgrade_net_proto_binary bring prototxt and weights to "
                    + "the new format for good"
            )
        case .dataTransforms:
            (
                "\(input)transformation parameters: ", "\(done)data transformation parameters.",
                "new files have transform_param messages for transformation fields."
            )
        case .v1Layers:
            ("\(input)V1LayerParameter: ", "\(done)V1LayerParameter", nil)
        case .inputs:
            (
                "\(input)input fields: ", "\(done)input fields.",
                "new files have input layers and not input fields."
            )
        case .batchNorms:
            (
                "batch norm layers using deprecated params: ",
                "batch norm layers using deprecated params.", nil
            )
        case .solverType:
            (
                "\(input)'solver_type' field (enum)': ",
                "\(done)'solver_type' field (enum) to 'type' field (string).",
                "new files have the 'type' field (string) for a solver's type."
            )
        }
    }
}

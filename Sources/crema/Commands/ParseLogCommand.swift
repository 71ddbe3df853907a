import ArgumentParser
import CremaJobs
import Foundation

/// `crema parse_log LOGFILE OUTPUT_DIR`: a training's log as tables.
struct ParseLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse_log",
        abstract: "Reads the log of a training and writes its numbers as tables (CSV).",
        discussion: """
            LOGFILE.train and LOGFILE.test come into the output folder, one row for each iteration that \
            was logged: NumIters, Seconds, LearningRate and the outputs by name.

              crema train -solver lenet_solver.prototxt 2>&1 | tee lenet.log
              crema parse_log lenet.log .
            """
    )

    @Argument(help: "The log, as Caffe or Crema writes it.", completion: .file())
    var logfilePath: String

    @Argument(help: "The folder for the tables.", completion: .directory)
    var outputDir: String

    @Flag(help: "Says which files are written.")
    var verbose = false

    @Option(help: "What stands between two columns.")
    var delimiter = ","

    func validate() throws {
        guard delimiter.count == 1 else {
            throw ValidationError("--delimiter is one character, found \"\(delimiter)\"")
        }
    }

    func run() throws {
        let log = try TrainingLog(path: logfilePath)
        let name = URL(fileURLWithPath: logfilePath).lastPathComponent
        let folder = URL(fileURLWithPath: outputDir, isDirectory: true)
        for (rows, kind) in [(log.train, "train"), (log.test, "test")] {
            let path = folder.appendingPathComponent("\(name).\(kind)").path
            if try rows.write(to: path, delimiter: delimiter) {
                if verbose { print("Wrote \(path)") }
            } else if verbose {
                print("Not writing \(path); no lines to write")
            }
        }
    }
}

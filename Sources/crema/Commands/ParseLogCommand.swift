import ArgumentParser
import CremaJobs
import Foundation

/// `crema parse_log LOGFILE OUTPUT_DIR`: the log of a training as tables.
struct ParseLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse_log",
        abstract: "Reads the log of a training and writes its numbers as tables (CSV).",
        discussion: """
            Writes LOGFILE.train and LOGFILE.test to the output folder, with one row per logged \
            iteration: NumIters, Seconds, LearningRate and the outputs by name.

              crema train -solver lenet_solver.prototxt 2>&1 | tee lenet.log
              crema parse_log lenet.log .
            """
    )

    @Argument(help: "The log, as Caffe or Crema writes it.", completion: .file())
    var logfilePath: String

    @Argument(help: "The folder for the tables.", completion: .directory)
    var outputDir: String

    @Flag(help: "Prints the names of the written files.")
    var verbose = false

    @Option(help: "The character between two columns.")
    var delimiter = ","

    func validate() throws {
        guard delimiter.count == 1 else {
            throw ValidationError("--delimiter must be one character, found \"\(delimiter)\"")
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

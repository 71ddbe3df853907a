import ArgumentParser
import CremaEngine
import CremaProto
import CremaRuns
import Foundation
import Glibc

/// The program: its commands are Caffe's, and a few of Crema's own.
@main
struct Crema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: ProgramName.current.command,
        abstract: "Trains, tests and inspects networks, as Caffe and DIGITS did.",
        discussion: """
            A flag may have one dash or two; its value follows after "=" or as the next word. A \
            link to this program that is named "caffe", or like one of the commands, acts as that \
            program.

            Exit statuses:
            \(ExitStatus.allCases.map { "  \($0.rawValue)  \($0.summary)" }.joined(separator: "\n"))
            """,
        version: ProgramName.current.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Caffe",
                subcommands: [
                    TrainCommand.self, TestCommand.self, TimeCommand.self, DeviceQueryCommand.self,
                ]
            ),
            CommandGroup(
                name: "Caffe's tools",
                subcommands: [
                    ConvertImagesetCommand.self, ComputeImageMeanCommand.self,
                    ExtractFeaturesCommand.self, ConvertMNISTDataCommand.self,
                    ConvertMNISTSiameseDataCommand.self, ConvertCIFARDataCommand.self,
                    UpgradeNetProtoTextCommand.self, UpgradeNetProtoBinaryCommand.self,
                    UpgradeSolverProtoTextCommand.self, ParseLogCommand.self, DrawNetCommand.self,
                    ClassifyCommand.self,
                ]
            ),
            CommandGroup(
                name: "Crema",
                subcommands: [
                    InferCommand.self, CostCommand.self, LayersCommand.self, CheckLayerCommand.self,
                    DatasetCommand.self, DownloadDataCommand.self, WalkthroughCommand.self,
                    StudioCommand.self, RunCommand.self,
                ]
            ),
        ]
    )

    /// The words after the program's name, whatever their bytes: names of files need not be UTF-8.
    private static var words: [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            CommandLine.unsafeArgv[index].map { String(rawCString: $0) }
        }
    }

    static func main() async {
        // Writing past the file size limit is then an error in words, like a full disk, and not a
        // signal.
        signal(SIGXFSZ, SIG_IGN)
        do {
            let words = ProgramName.current.implied + Self.words
            let arguments = try CaffeArguments(words, of: .program)
            for (flag, value) in arguments.logSettings { LogSettings.set(flag, value) }
            setenv("CREMA_LOG_NAME", arguments.logName, 1)
            try LogSettings.check()
            for flag in arguments.ignored {
                Log.program.warning("caffe.cpp", "-\(flag) has no effect here")
            }
            var command = try parseAsRoot(arguments.parsed)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as LoggedError {
            Glibc.exit(error.exitStatus.rawValue)
        } catch {
            // Help, completions and errors in the arguments are ArgumentParser's.
            guard exitCode(for: error) == .failure, !(error is ExitCode) else {
                exit(withError: error)
            }
            // If nobody reads the output any more, the status alone reports the error.
            try? FileHandle.standardError.write(contentsOf: Data("Error: \(error)\n".shown.utf8))
            Glibc.exit((error is UsageError ? .usage : ExitStatus(error)).rawValue)
        }
    }
}

extension NameSpecification {
    /// A flag as Caffe accepts it: with one dash or two.
    static func caffe(_ name: String) -> NameSpecification {
        [.customLong(name), .customLong(name, withSingleDash: true)]
    }
}

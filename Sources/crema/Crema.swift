import ArgumentParser
import Glibc

/// The program: its commands are Caffe's, and Crema's own beside them.
@main
struct Crema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crema",
        abstract: "Trains, tests and looks into networks, as Caffe and DIGITS did.",
        subcommands: [
            TrainCommand.self, TestCommand.self, TimeCommand.self, InferCommand.self,
            LayersCommand.self, DatasetCommand.self, WalkthroughCommand.self, StudioCommand.self,
            ConvertImagesetCommand.self, ComputeImageMeanCommand.self, ExtractFeaturesCommand.self,
            ConvertMNISTDataCommand.self, ConvertMNISTSiameseDataCommand.self,
            ConvertCIFARDataCommand.self, UpgradeNetProtoTextCommand.self,
            UpgradeNetProtoBinaryCommand.self, UpgradeSolverProtoTextCommand.self,
        ]
    )

    static func main() async {
        // Writing past a limit of file sizes is then an error in words, like a full disk, and no signal.
        signal(SIGXFSZ, SIG_IGN)
        await main(CaffeSwitches.plain(Array(CommandLine.arguments.dropFirst())))
    }
}

extension NameSpecification {
    /// A flag as Caffe takes it: with one dash or two.
    static func caffe(_ name: String) -> NameSpecification {
        [.customLong(name), .customLong(name, withSingleDash: true)]
    }
}

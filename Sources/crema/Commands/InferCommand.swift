import ArgumentParser
import CremaEngine
import CremaJobs
import Foundation

/// `crema infer --job-dir DIR --image FILE --output DIR`: classifies one image with a model's
/// snapshot.
struct InferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Classifies an image with a trained model, and shows what its layers saw."
    )

    @Option(help: "The model's job folder.")
    var jobDir: String

    @Option(help: "The image's file.")
    var image: String

    @Option(help: "The iteration or file of a snapshot (default: the newest).")
    var snapshot: String?

    @Flag(help: "Adds pictures and statistics of every layer.")
    var visualize = false

    @Option(help: "The folder for result.json and the pictures.")
    var output: String

    @OptionGroup var python: PythonOptions

    func run() throws {
        let folder = JobFolder(url: URL(fileURLWithPath: jobDir))
        var run = try ModelJob.inference(
            of: folder,
            image: image,
            snapshot: snapshot,
            output: output
        )
        run.visualizes = visualize
        try start(run, python: python)
    }
}

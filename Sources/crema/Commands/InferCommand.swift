import ArgumentParser
import CremaJobs
import CremaRuns
import Foundation

/// `crema infer --job-dir DIR --image FILE --output DIR`: tests one image with a model's snapshot.
struct InferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Tests an image with a trained model, and shows what its layers saw.",
        discussion: """
            The model is a job's folder, as the studio and \"train --job-dir\" make it: image size \
            and mean are those of its data set. The output folder receives result.json with the \
            five likeliest classes of the image, or with its values if the model is a regression; \
            the image as the net saw it; and on request a picture of each layer. For a net from \
            elsewhere there is \"classify\".

              crema infer --job-dir jobs/20161124-101530-ab12 --image seven.png --output seen \\
                --visualize
            """
    )

    @Option(help: "The model's job folder.", completion: .directory)
    var jobDir: String

    @Option(help: "The image file.", completion: .file())
    var image: String

    @Option(
        help: "The iteration or file of a snapshot (default: the newest).",
        completion: .file(extensions: ["caffemodel", "h5"])
    )
    var snapshot: String?

    @Flag(help: "Adds pictures and statistics of every layer.")
    var visualize = false

    @Option(help: "The folder for result.json and the pictures.", completion: .directory)
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

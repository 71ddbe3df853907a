import ArgumentParser
import CremaRuns

/// `crema classify INPUT OUTPUT --model_def FILE --pretrained_model FILE`: pycaffe's `classify.py`.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Classifies images with a trained net, whatever it was trained with.",
        discussion: """
            The outputs of the net are written as an array, images x classes. The net sees the \
            four corners and the middle of each image, each also mirrored, and the ten outputs are \
            averaged. A net with one channel gets grey images. With --labels, the five likeliest \
            classes are printed:

              crema classify cat.jpg out.npy --model_def deploy.prototxt \\
                --pretrained_model caffenet.caffemodel --mean_file mean.binaryproto \\
                --labels synset_words.txt
            """
    )

    @Argument(
        help: "An image, a folder of images, or an array N x H x W x C (.npy).",
        completion: .file()
    )
    var inputFile: String

    @Argument(help: "The file for the array of outputs (.npy).", completion: .file())
    var outputFile: String

    @Option(
        name: .caffe("model_def"),
        help: "The deploy net's prototxt.",
        completion: .file(extensions: ["prototxt"])
    )
    var modelDef: String

    @Option(
        name: .caffe("pretrained_model"),
        help: "The trained weights.",
        completion: .file(extensions: ["caffemodel", "h5"])
    )
    var pretrainedModel: String

    @Flag(name: .caffe("gpu"), help: "Caffe's choice of a GPU; this build has none and refuses it.")
    var gpu = false

    @Flag(name: .caffe("center_only"), help: "Uses only the middle of each image.")
    var centerOnly = false

    @Option(name: .caffe("images_dim"), help: "The height and width to resize images to first.")
    var imagesDim = "256,256"

    @Option(
        name: .caffe("mean_file"),
        help: "A mean to subtract: .npy or .binaryproto (default: none).",
        completion: .file(extensions: ["npy", "binaryproto"])
    )
    var meanFile = ""

    @Option(name: .caffe("input_scale"), help: "A factor of the net's inputs, applied last.")
    var inputScale: Float?

    @Option(name: .caffe("raw_scale"), help: "A factor of the images (from 0 to 1), applied first.")
    var rawScale: Float = 255

    @Option(
        name: .caffe("channel_swap"),
        help:
            """
            The image's channel for each channel of the input: "2,1,0" turns red, green, blue into \
            the net's blue, green, red (default for three channels).
            """
    )
    var channelSwap: String?

    @Option(name: .caffe("ext"), help: "The extension of the files to read in a folder.")
    var ext = "jpg"

    @Option(
        help: "A text file of class names, one per line.",
        completion: .file(extensions: ["txt"])
    )
    var labels: String?

    @OptionGroup var python: PythonOptions

    func validate() throws {
        guard !gpu else {
            throw ValidationError(
                "--gpu: this build has no GPU device; leave out --gpu to run on the CPU"
            )
        }
        let size = try numbers(imagesDim, "--images_dim")
        guard size.count == 2, size.allSatisfy({ (1...65_536).contains($0) }) else {
            throw ValidationError("--images_dim must be HEIGHT,WIDTH, found \"\(imagesDim)\"")
        }
        if let channelSwap { _ = try numbers(channelSwap, "--channel_swap") }
    }

    func run() throws {
        var run = ClassifyRun(
            input: inputFile,
            output: outputFile,
            model: modelDef,
            weights: pretrainedModel
        )
        run.centerOnly = centerOnly
        run.imageSize = try numbers(imagesDim, "--images_dim")
        run.meanFile = meanFile.isEmpty ? nil : meanFile
        run.inputScale = inputScale
        run.rawScale = rawScale
        run.channelSwap = try channelSwap.map { try numbers($0, "--channel_swap") }
        run.fileExtension = ext
        run.labels = labels
        try start(run, python: python)
    }

    /// `256,256` as numbers.
    private func numbers(_ text: String, _ flag: String) throws -> [Int] {
        try text.split(separator: ",").map { word in
            guard let number = Int(word) else {
                throw ValidationError(
                    "\(flag) takes numbers separated by commas, found \"\(text)\""
                )
            }
            return number
        }
    }
}

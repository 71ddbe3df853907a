import ArgumentParser
import CremaRuns

/// `crema classify INPUT OUTPUT --model_def FILE --pretrained_model FILE`: pycaffe's `classify.py`.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Classifies images with a trained net, whatever it was trained with.",
        discussion: """
            The outputs of the net are written as an array, images x classes. Of each image the four \
            corners and the middle are looked at, each mirrored too, and the ten outputs averaged. A \
            net with one channel gets grey images. With --labels, the five likeliest classes are \
            printed:

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

    @Flag(name: .caffe("center_only"), help: "Looks at the middle of each image only.")
    var centerOnly = false

    @Option(name: .caffe("images_dim"), help: "Height and width that images are brought to first.")
    var imagesDim = "256,256"

    @Option(
        name: .caffe("mean_file"),
        help: "A mean to subtract: .npy or .binaryproto (default: none).",
        completion: .file(extensions: ["npy", "binaryproto"])
    )
    var meanFile = ""

    @Option(name: .caffe("input_scale"), help: "What the net's inputs are multiplied with at last.")
    var inputScale: Float?

    @Option(name: .caffe("raw_scale"), help: "What images, from 0 to 1, are multiplied with first.")
    var rawScale: Float = 255

    @Option(
        name: .caffe("channel_swap"),
        help:
            "For each channel of the input the image's; \"2,1,0\" makes red, green, blue the net's order of blue, green, red (default for three channels)."
    )
    var channelSwap: String?

    @Option(name: .caffe("ext"), help: "The ending of the files that are taken from a folder.")
    var ext = "jpg"

    @Option(help: "A text file of class names, one a line.", completion: .file(extensions: ["txt"]))
    var labels: String?

    @OptionGroup var python: PythonOptions

    func validate() throws {
        guard !gpu else {
            throw ValidationError(
                "--gpu: there is no GPU device in this build; leave out --gpu to run on the CPU"
            )
        }
        let size = try numbers(imagesDim, "--images_dim")
        guard size.count == 2, size.allSatisfy({ (1...65_536).contains($0) }) else {
            throw ValidationError("--images_dim is a height and a width, found \"\(imagesDim)\"")
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
                throw ValidationError("\(flag) is numbers with commas between, found \"\(text)\"")
            }
            return number
        }
    }
}

import ArgumentParser
import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import Foundation

/// `crema draw_net NET OUTPUT`: a drawing of a net, as the studio shows it.
struct DrawNetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw_net",
        abstract: "Draws a net: layers as boxes, blobs between them.",
        discussion: """
            The extension of the output sets the format: .png, .svg, .pdf, .dot, or another one \
            that Graphviz knows. An arrow with two heads marks a layer that works in place.

              crema draw_net lenet_train_test.prototxt lenet.png --phase TEST
            """
    )

    @Argument(help: "The net's prototxt.", completion: .file(extensions: ["prototxt"]))
    var inputNetProtoFile: String

    @Argument(help: "The file for the drawing.", completion: .file())
    var outputImageFile: String

    @Option(name: .caffe("rankdir"), help: "The direction of the data: down, right, up or left.")
    var rankdir = Direction.leftToRight

    @Option(name: .caffe("phase"), help: "Which layers to draw.")
    var phase = DrawnPhase.all

    @Flag(name: .caffe("display_lrm"), help: "Shows the layers' factors of the learning rate.")
    var displayLRM = false

    /// A direction, with Graphviz's name.
    enum Direction: String, ExpressibleByArgument, CaseIterable {
        case topToBottom = "TB"
        case leftToRight = "LR"
        case bottomToTop = "BT"
        case rightToLeft = "RL"
    }

    /// A phase, with Caffe's name, or both phases.
    enum DrawnPhase: String, ExpressibleByArgument, CaseIterable {
        case all = "ALL"
        case train = "TRAIN"
        case test = "TEST"

        var phase: Phase? {
            switch self {
            case .all: nil
            case .train: .train
            case .test: .test
            }
        }
    }

    func run() throws {
        let format = URL(fileURLWithPath: outputImageFile).pathExtension.lowercased()
        guard !format.isEmpty else {
            throw ValidationError(
                "\(outputImageFile) has no known format; name it .png, .svg, .pdf or .dot"
            )
        }
        let net = try NetParameter.read(prototxt: inputNetProtoFile).message
        var options = NetDrawing.Options()
        options.direction = rankdir.rawValue
        options.showsMultipliers = displayLRM
        options.background = "white"
        print("Drawing net to \(outputImageFile)")
        let drawing = NetDrawing(net, phase: phase.phase, options: options)
        try AtomicFile.write(path: outputImageFile, drawing.file(format: format))
    }
}

public import CremaData
import CremaProto
public import CremaRuns
import Foundation

/// Makes what a data set would make of an image, in some ways of resizing, so that a form can show
/// it.
///
/// It decodes an image that anybody may have sent, so it belongs into a process of its own.
public struct ResizeExampleRun: Run {
    /// The command.
    public static let name = "resize-example"
    /// The name of the file with the results, in the folder of the output.
    public static let resultFile = "result.json"

    /// The image file; an example of ours where it is nil.
    public var image: String?
    /// The fields of `FormatSettings` and `RecordSettings`, by name.
    public var fields: [String: String]
    /// The ways of resizing.
    public var modes: [ResizeMode]
    /// The folder for the pictures and their description.
    public var output: String

    /// What became of the image in a way of resizing.
    public struct Result: Codable, Sendable {
        /// The way.
        public var mode: ResizeMode
        /// The name of the file with the picture.
        public var file: String
        /// The width of the picture in pixels.
        public var width: Int
        /// Its height in pixels.
        public var height: Int
        /// How many bytes of a record it takes.
        public var size: Int
    }

    /// A run; throws a sentence about each field that is wrong.
    public init(
        image: String?,
        fields: [String: String],
        modes: [ResizeMode],
        output: String
    ) throws(FormErrors) {
        (self.image, self.fields, self.modes, self.output) = (image, fields, modes, output)
        _ = try format()
    }

    private func format() throws(FormErrors) -> DatasetBuilder.Format {
        var format = try FormatSettings(form: fields).builderFormat
        try RecordSettings(form: fields).complete(&format)
        return format
    }

    /// False: there is no net.
    public func needsPython() -> Bool { false }

    /// The folder of the output.
    public func folders() -> [String] { [output] }

    /// Writes the pictures, and last their description.
    public func run(in host: RunHost) throws {
        let image = try image.map { path in try Image(path: path, .native) } ?? .example
        var format = try format()
        var results: [Result] = []
        for mode in modes {
            format.resizeMode = mode
            let example = try ResizeExample(of: image, as: format)
            let file = "\(mode.rawValue).\(example.ending)"
            try AtomicFile.write(path: "\(output)/\(file)", example.picture)
            results.append(
                Result(
                    mode: mode,
                    file: file,
                    width: format.width,
                    height: format.height,
                    size: example.size
                )
            )
        }
        let json = Array(try JSONEncoder().encode(results))
        try AtomicFile.write(path: "\(output)/\(Self.resultFile)", json)
    }
}

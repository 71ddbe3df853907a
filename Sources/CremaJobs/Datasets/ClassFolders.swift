public import CremaData
import CremaProto
import Foundation

/// The images of a ready-made data set as PNG files, in a folder for each class: what DIGITS'
/// `download_data` makes.
///
/// The makers' test images, which are the validation part here, go into the folder `test`. Next to
/// the two folders are `train.txt` and `test.txt`, lists of the files with the numbers of their
/// classes, and `labels.txt`, the names of the classes.
public struct ClassFolders: Sendable {
    /// What the parts are called.
    private static let folders: [(part: DatasetPart, name: String)] = [
        (.train, "train"), (.val, "test"),
    ]

    private let source: any ImageSource

    /// The images of a source.
    public init(of source: any ImageSource) { self.source = source }

    /// Writes the files into a folder; throws if it has files of an earlier call.
    ///
    /// `say` is called with what happens meanwhile.
    public func write(to folder: String, say: (String) -> Void) throws {
        for (_, name) in Self.folders where Folder.exists("\(folder)/\(name)") {
            throw JobError(Phrase("job_error.images_there", ["folder": "\(folder)/\(name)"]))
        }
        try Folder.create(folder)
        for (part, name) in Self.folders {
            try write(part, to: "\(folder)/\(name)", listedIn: "\(folder)/\(name).txt")
            say("\(source.images(of: part).count) images in \(folder)/\(name)")
        }
        let labels = source.targets.names.map { "\($0)\n" }.joined()
        try Data(labels.utf8).write(to: URL(fileURLWithPath: "\(folder)/labels.txt"))
    }

    private func write(_ part: DatasetPart, to folder: String, listedIn list: String) throws {
        let classes = source.targets.names.map { "\(folder)/\($0)" }
        for path in classes { try Folder.create(path) }
        var lines = ""
        for (index, image) in source.images(of: part).enumerated() {
            let label = image.target.label ?? 0
            let number = String(index)
            let digits = String(repeating: "0", count: max(0, 5 - number.count)) + number
            let path = "\(classes[label])/\(digits).png"
            let room = DecodingRoom()
            defer { room.leave() }
            let png = try source.image(at: index, of: part, in: room).png()
            try Data(png).write(to: URL(fileURLWithPath: path))
            lines += "\(path) \(label)\n"
        }
        try Data(lines.utf8).write(to: URL(fileURLWithPath: list))
    }
}

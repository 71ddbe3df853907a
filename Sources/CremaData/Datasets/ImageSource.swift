import CremaProto

/// One image of a future data set, not yet read.
public struct LabeledImage: Sendable, Equatable {
    /// Its name, or its path if it is a file.
    public let name: FilePath
    /// What a net should find in it.
    public let target: Target
}

/// The two parts of a data set.
public enum DatasetPart: String, Sendable, CaseIterable {
    case train, val

    /// Throws if a share for validation, in percent, leaves nothing for training.
    static func check(validationShare percent: Double) throws(DataError) {
        guard (0..<100).contains(percent) else {
            throw .invalidDataset(
                .verbatim("\(percent) % for validation; from 0 to below 100 is allowed")
            )
        }
    }
}

/// A source of images for a data set.
public protocol ImageSource: Sendable {
    /// What kind of target its images have.
    var targets: TargetSpace { get }

    /// What was left out before any image was read.
    var omissions: [Omission] { get }

    /// The images of a part, in the order in which they go into its database.
    func images(of part: DatasetPart) -> [LabeledImage]

    /// Reads the image at a position in that order, its memory counted in a room; called from
    /// several threads.
    func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image
}

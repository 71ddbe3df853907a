import CremaProto

/// One image of a future data set, not yet read.
public struct LabeledImage: Sendable, Equatable {
    /// Its name, or its path if it is a file.
    public let name: FilePath
    /// What a net should find in it.
    public let target: Target

    /// The same image, whose path leads from a folder.
    public func named(below folder: String) -> LabeledImage {
        LabeledImage(name: name.shortened(from: folder), target: target)
    }
}

/// The parts of a data set: what a model learns from, what it is measured on while it learns, and
/// what is kept for the end.
public enum DatasetPart: String, Sendable, CaseIterable {
    case train, val, test

    /// Throws if the shares for validation and for tests, in percent, leave nothing for training.
    static func check(
        validationShare percent: Double,
        testShare: Double = 0
    ) throws(DataError) {
        guard (0..<100).contains(percent) else {
            throw .invalidDataset(
                .described(
                    "dataset_error.share",
                    english: "\(percent) % for validation; from 0 to below 100 is allowed",
                    ["percent": "\(percent)"]
                )
            )
        }
        guard testShare >= 0, percent + testShare < 100 else {
            throw .invalidDataset(
                .described(
                    "dataset_error.shares",
                    english: "\(percent) % for validation and \(testShare) % for tests leave "
                        + "nothing for training; together they must be below 100 %",
                    ["val": "\(percent)", "test": "\(testShare)"]
                )
            )
        }
    }
}

/// A source of images for a data set.
public protocol ImageSource: Sendable {
    /// What kind of target its images have.
    var targets: TargetSpace { get }

    /// Whether it is a data set that others have published, which is taken as it is.
    var isPublished: Bool { get }

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

extension ImageSource {
    /// False: it is the user's own.
    public var isPublished: Bool { false }
}

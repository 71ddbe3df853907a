/// MNIST as published: the test images are the validation part.
public struct MNISTSource: ImageSource {
    /// The ten classes.
    public let targets: TargetSpace
    /// None: nothing is left out.
    public let omissions: [Omission] = []
    /// True: it has been the same for everybody.
    public let isPublished = true
    private let train: MNIST.Images
    private let val: MNIST.Images

    /// Reads the four files; throws if one is missing or damaged.
    public init(_ database: MNIST) throws(DataError) {
        targets = .classes(database.labels)
        train = try database.trainImages()
        val = try database.testImages()
    }

    /// The images' width and height in pixels.
    public var size: (width: Int, height: Int) { (train.width, train.height) }

    /// The images of a part, in the order of its file.
    public func images(of part: DatasetPart) -> [LabeledImage] {
        guard part != .test else { return [] }
        return self[part].labels.enumerated().map { index, label in
            let name = "mnist/\(part.rawValue)/\(zeroPadded(index, 5))"
            return LabeledImage(name: FilePath(name), target: .label(Int(label)))
        }
    }

    /// The image at a position in that order, grey.
    public func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        let images = self[part]
        let size = images.width * images.height
        return Image(
            width: images.width,
            height: images.height,
            channels: 1,
            pixels: Array(images.pixels[index * size..<(index + 1) * size])
        )
    }

    private subscript(part: DatasetPart) -> MNIST.Images {
        part == .train ? train : val
    }
}

/// A number padded with zeros to a count of digits.
func zeroPadded(_ number: Int, _ count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
}

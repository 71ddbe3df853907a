import CremaProto
import FoundationEssentials
import SwiftProtobuf

/// A mean image, planar C x H x W: what `mean.binaryproto` holds.
public struct MeanImage: Sendable, Equatable {
    /// The outermost extent.
    public let channels: Int
    /// The middle extent.
    public let height: Int
    /// The innermost extent.
    public let width: Int
    /// The means, `channels * height * width` of them.
    public let values: [Float]

    /// A mean image of values that fit its shape.
    public init(channels: Int, height: Int, width: Int, values: [Float]) {
        precondition(values.count == channels * height * width, "values fit the shape")
        self.channels = channels
        self.height = height
        self.width = width
        self.values = values
    }

    /// Reads a `.binaryproto` as `compute_image_mean` writes it; throws where the file is missing,
    /// is not a BlobProto, or its shape does not match its number of values.
    public init(path: String) throws(DataError) {
        let bytes = try FileBytes.read(path: path)
        try FileBytes.checkKind(bytes, path: path)
        guard let blob = try? BlobProto(serializedBytes: bytes) else {
            throw .invalidFile(path: path, reason: "not a mean image (no BlobProto)")
        }
        let (shape, values) = (blob.imageShape, blob.values)
        guard let shape, let count = elementCount(shape), count > 0, count == values.count
        else {
            throw .invalidFile(
                path: path,
                reason: "not a mean image: its \(values.count) values do not make one image"
            )
        }
        self.init(channels: shape[0], height: shape[1], width: shape[2], values: values)
    }

    /// The file's bytes: legacy `num` = 1, `channels`, `height`, `width`, and the values.
    public var bytes: [UInt8] {
        var blob = BlobProto()
        blob.num = 1
        blob.channels = Int32(clamping: channels)
        blob.height = Int32(clamping: height)
        blob.width = Int32(clamping: width)
        blob.data = values
        // Only a missing required field can make this fail, and BlobProto has none.
        return (try? blob.serializedBytes()) ?? []
    }

    /// The mean as a picture, rounded.
    public var picture: Image {
        Image(
            ImageRecord(
                channels: channels,
                height: height,
                width: width,
                values: .floats(values),
                target: .label(0)
            )
        )
    }

    /// The mean of each channel, as `mean_value` takes it.
    public var channelMeans: [Float] {
        let size = height * width
        return (0..<channels).map { c in
            Float(values[c * size..<(c + 1) * size].reduce(0.0) { $0 + Double($1) } / Double(size))
        }
    }
}

extension BlobProto {
    /// Channels, height and width of a blob that is one image, or nil.
    fileprivate var imageShape: [Int]? {
        if hasNum || hasChannels || hasHeight || hasWidth {
            return [Int(channels), Int(height), Int(width)]
        }
        let dims = shape.dim.map { Int($0) }
        guard dims.count <= 4, dims.count < 4 || dims[0] == 1 else { return nil }
        let last = dims.suffix(3)
        return Array(repeating: 1, count: 3 - last.count) + last
    }
}

/// The product of extents, or nil where one is negative or the product is beyond `Int`.
func elementCount(_ extents: [Int]) -> Int? { extents.checkedProduct() }

/// A picture of floats, H x W x C: what `caffe.io` makes of image files, colours red,
/// green, blue in 0 … 1.
public struct FloatImage: Sendable, Equatable {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// The innermost extent.
    public let channels: Int
    /// `height * width * channels` values, row by row.
    public let values: [Float]

    /// A picture of values that fit its shape.
    public init(height: Int, width: Int, channels: Int, values: [Float]) {
        precondition(values.count == height * width * channels, "values fit the shape")
        self.height = height
        self.width = width
        self.channels = channels
        self.values = values
    }

    /// An image in 0 … 1.
    public init(_ image: Image) {
        self.init(
            height: image.height,
            width: image.width,
            channels: image.channels,
            values: image.pixels.map { Float($0) / 255 }
        )
    }

    /// The picture in one channel: 0.2125 red + 0.7154 green + 0.0721 blue, as `caffe.io` has it.
    public var inGray: FloatImage {
        guard channels == 3 else { return self }
        let weights: [Float] = [0.2125, 0.7154, 0.0721]
        let grays = (0..<height * width).map { (pixel: Int) -> Float in
            let red = weights[0] * values[3 * pixel]
            let green = weights[1] * values[3 * pixel + 1]
            return red + green + weights[2] * values[3 * pixel + 2]
        }
        return FloatImage(height: height, width: width, channels: 1, values: grays)
    }

    /// The picture at another size, interpolated linearly between the middles of pixels.
    public func resized(height: Int, width: Int) -> FloatImage {
        if (self.height, self.width) == (height, width) { return self }
        let rows = Position.all(from: self.height, to: height)
        let columns = Position.all(from: self.width, to: width)
        var result: [Float] = []
        result.reserveCapacity(height * width * channels)
        for row in rows {
            for column in columns {
                for channel in 0..<channels {
                    let upper = mixed(row.before, column, channel)
                    let lower = mixed(row.after, column, channel)
                    result.append(upper + (lower - upper) * row.share)
                }
            }
        }
        return FloatImage(height: height, width: width, channels: channels, values: result)
    }

    /// A part of the picture that lies inside it, mirrored if asked for.
    public func cropped(top: Int, left: Int, height: Int, width: Int, mirrored: Bool = false)
        -> FloatImage
    {
        var result: [Float] = []
        result.reserveCapacity(height * width * channels)
        for y in top..<top + height {
            for x in 0..<width {
                let column = left + (mirrored ? width - 1 - x : x)
                let start = (y * self.width + column) * channels
                result += values[start..<start + channels]
            }
        }
        return FloatImage(height: height, width: width, channels: channels, values: result)
    }

    private func mixed(_ row: Int, _ column: Position, _ channel: Int) -> Float {
        let start = row * width
        let left = values[(start + column.before) * channels + channel]
        let right = values[(start + column.after) * channels + channel]
        return left + (right - left) * column.share
    }

    /// Where a pixel of the new extent lies between two of the old one.
    private struct Position {
        let before: Int
        let after: Int
        let share: Float

        static func all(from old: Int, to new: Int) -> [Position] {
            (0..<new).map { index in
                let middle = (Double(index) + 0.5) * Double(old) / Double(new) - 0.5
                let place = min(max(middle, 0), Double(old - 1))
                let before = Int(place)
                return Position(
                    before: before,
                    after: min(before + 1, old - 1),
                    share: Float(place - Double(before))
                )
            }
        }
    }
}

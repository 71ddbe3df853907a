public import CremaData

/// A picture of a blob's values, as DIGITS draws them.
///
/// Of 1-D and 2-D values each is a square of its own; 3 channels make colour images (blue, green,
/// red); all else is a square grid of grey images, shown as a heat map. Values are stretched over
/// the whole blob to 0 … 255.
public struct BlobPicture {
    /// How the values become colours.
    public enum Coloring: Sendable {
        /// Grey images as they are: the blob `data`.
        case plain
        /// Grey images as a heat map.
        case heatMap
    }

    /// The longest side of a picture; what does not fit is left out.
    public static let maxSide = 1200
    /// The shortest side of a picture; smaller ones are enlarged.
    public static let minSide = 100

    /// The values as images of one extent: their places in the blob by image, channel, row and
    /// column.
    private struct Tiles {
        var count: Int
        var channels: Int
        var height: Int
        var width: Int
        /// The steps from one image, channel, row and column to the next.
        var strides: (image: Int, channel: Int, row: Int)

        init?(_ shape: [Int]) {
            guard shape.allSatisfy({ $0 > 0 }), !shape.isEmpty else { return nil }
            switch shape.count {
            case 1, 2:
                self.init(count: shape.reduce(1, *), channels: 1, height: 1, width: 1)
            case 3 where shape[0] == 3:
                self.init(count: 1, channels: 3, height: shape[1], width: shape[2])
            case 3:
                self.init(count: shape[0], channels: 1, height: shape[1], width: shape[2])
            case 4 where shape[1] == 3:
                self.init(count: shape[0], channels: 3, height: shape[2], width: shape[3])
            default:
                // More axes than four are laid out as rows of images too.
                let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
                let count = shape.dropLast(2).reduce(1, *)
                self.init(count: count, channels: 1, height: height, width: width)
            }
        }

        private init(count: Int, channels: Int, height: Int, width: Int) {
            (self.count, self.channels, self.height, self.width) = (count, channels, height, width)
            strides = (channels * height * width, height * width, width)
        }

        /// Cuts images and their number down to what a picture may be.
        mutating func limit(to side: Int) {
            height = min(height, side)
            width = min(width, side)
            let columns = max(1, side / (max(height, width) + gap))
            count = min(count, columns * columns)
        }

        /// The pixels between two images.
        var gap: Int { width > 1 || height > 1 ? 1 : 0 }

        /// The number of images in a row, and of rows.
        var columns: Int { Int(Double(count).squareRoot().rounded(.up)) }

        /// The extent of all images together.
        var canvas: (width: Int, height: Int) {
            (columns * (width + gap) - gap, columns * (height + gap) - gap)
        }

        /// Which pixel of the canvas is a pixel of an image.
        func place(image: Int, y: Int, x: Int) -> Int {
            let top = image / columns * (height + gap)
            let left = image % columns * (width + gap)
            return (top + y) * canvas.width + left + x
        }
    }

    /// Draws values of a shape; nil if there are none.
    ///
    /// `range` is what becomes 0 and 255: the smallest and the greatest value where it is nil.
    public static func draw(
        _ values: UnsafeBufferPointer<Float>,
        shape: [Int],
        _ coloring: Coloring,
        range: ClosedRange<Float>? = nil
    ) -> Image? {
        guard var tiles = Tiles(shape), tiles.count * tiles.strides.image <= values.count else {
            return nil
        }
        let levels = Levels(range ?? extent(of: values))
        tiles.limit(to: maxSide)
        let channels = coloring == .plain && tiles.channels == 1 ? 1 : 3
        var canvas = [UInt8](
            repeating: 255,
            count: tiles.canvas.width * tiles.canvas.height * channels
        )
        for image in 0..<tiles.count {
            for y in 0..<tiles.height {
                for x in 0..<tiles.width {
                    let source = image * tiles.strides.image + y * tiles.strides.row + x
                    let target = tiles.place(image: image, y: y, x: x) * channels
                    for c in 0..<channels {
                        canvas[target + c] =
                            tiles.channels == 3
                            ? levels.level(values[source + (2 - c) * tiles.strides.channel])
                            : levels.color(values[source], channels: channels)[c]
                    }
                }
            }
        }
        return Image(
            width: tiles.canvas.width,
            height: tiles.canvas.height,
            channels: channels,
            pixels: canvas
        ).enlarged(toAtLeast: minSide, atMost: maxSide)
    }

    private static func extent(of values: UnsafeBufferPointer<Float>) -> ClosedRange<Float> {
        var (least, greatest) = (Float.infinity, -Float.infinity)
        for value in values where value.isFinite {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        return least <= greatest ? least...greatest : 0...0
    }

    /// Stretches values to 0 … 255; NaN becomes 0.
    private struct Levels {
        let start: Float
        let factor: Float

        init(_ range: ClosedRange<Float>) {
            start = range.lowerBound
            let width = range.upperBound - range.lowerBound
            factor = width > 0 && width.isFinite ? 255 / width : 0
        }

        func level(_ value: Float) -> UInt8 {
            let level = (value - start) * factor
            return level.isNaN ? 0 : UInt8(max(0, min(255, level)))
        }

        /// The grey, or the colour of the heat map.
        func color(_ value: Float, channels: Int) -> [UInt8] {
            channels == 1 ? [level(value)] : HeatMap.colors[Int(level(value))]
        }
    }
}

extension Image {
    /// The image with every pixel repeated until its shorter side has a length, unless the longer
    /// one grows too long.
    fileprivate func enlarged(toAtLeast shortest: Int, atMost longest: Int) -> Image {
        let ratio = min(
            Double(shortest) / Double(min(width, height)),
            Double(longest) / Double(max(width, height))
        )
        guard ratio > 1 else { return self }
        let size = (
            width: Int((Double(width) * ratio).rounded()),
            height: Int((Double(height) * ratio).rounded())
        )
        var enlarged: [UInt8] = []
        enlarged.reserveCapacity(size.width * size.height * channels)
        for y in 0..<size.height {
            let row = y * height / size.height * width
            for x in 0..<size.width {
                let source = (row + x * width / size.width) * channels
                enlarged += pixels[source..<source + channels]
            }
        }
        return Image(width: size.width, height: size.height, channels: channels, pixels: enlarged)
    }
}

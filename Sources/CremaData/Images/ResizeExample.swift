/// What a data set makes of an image, to be looked at before it is built.
public struct ResizeExample: Sendable {
    /// The image as a file that browsers show.
    public let picture: [UInt8]
    /// The ending of that file: `png`, or `jpg` where records hold such files.
    public let ending: String
    /// How many bytes of a record the image takes.
    public let size: Int

    /// Makes the example; throws if the format is out of range.
    public init(of image: Image, as format: DatasetBuilder.Format) throws(DataError) {
        try format.check()
        let made = format.applied(to: image, seed: 0)
        let file =
            format.backend == .lmdb
            ? try made.file(format.encoding, quality: format.jpegQuality) : nil
        let isJPEG = file != nil && format.encoding == .jpg
        picture = try isJPEG ? file ?? [] : made.png()
        ending = isJPEG ? "jpg" : "png"
        let pixelSize = format.backend == .hdf5 ? 4 : 1
        size = file?.count ?? made.pixels.count * pixelSize
    }
}

extension Image {
    /// A landscape to look at where there is no image: what is round or upright in it shows how
    /// its proportions change.
    public static let example: Image = {
        let (width, height) = (320, 180)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let (dx, dy) = (x - 236, y - 56)
                let hill = 130 - (x - 90) * (x - 90) / 160
                let isTrunk = (76...84).contains(x) && (70...135).contains(y)
                let isCrown = (x - 80) * (x - 80) + (y - 62) * (y - 62) < 28 * 28
                let colour: [Int] =
                    if isCrown {
                        [46, 110 + y % 8 * 4, 62]
                    } else if isTrunk {
                        [96, 62, 40]
                    } else if y > max(hill, 128) || y > hill && x < 200 {
                        [92 + x / 8, 140 - (y - 100) / 2, 70]
                    } else if dx * dx + dy * dy < 34 * 34 {
                        [250, 205, 90]
                    } else {
                        [120 + y / 2, 170 + y / 3, 225]
                    }
                pixels += colour.map { UInt8(max(0, min(255, $0))) }
            }
        }
        return Image(width: width, height: height, channels: 3, pixels: pixels)
    }()
}

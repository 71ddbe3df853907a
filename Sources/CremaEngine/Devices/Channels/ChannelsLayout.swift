/// An order of images with some or all channels of a pixel side by side: channels last, or in
/// blocks.
///
/// An image is C / lanes planes of H x W pixels of `lanes` channels; a last block that C does not
/// fill is padded with zeros. All channels in one block is channels last.
final class ChannelsLayout: Layout {
    static let channelsLast = ChannelsLayout(name: "nhwc", block: nil)
    static let blocks16 = ChannelsLayout(name: "nChw16c", block: 16)
    static let blocks8 = ChannelsLayout(name: "nChw8c", block: 8)

    let name: String
    private let block: Int?

    private init(name: String, block: Int?) {
        self.name = name
        self.block = block
    }

    /// How many channels are adjacent.
    func lanes(channels: Int) -> Int { block ?? channels }

    /// How many planes of such pixels an image has.
    func planes(channels: Int) -> Int {
        let lanes = lanes(channels: channels)
        return lanes == 0 ? 0 : (channels + lanes - 1) / lanes
    }

    func count(of shape: Shape, images: Int) -> Int {
        let channels = shape.legacy(1)
        return images * planes(channels: channels) * lanes(channels: channels) * pixels(shape)
    }

    func isPadded(_ shape: Shape) -> Bool {
        shape.legacy(1) % max(lanes(channels: shape.legacy(1)), 1) != 0
    }

    func pack(
        _ plain: UnsafePointer<Float>,
        into packed: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    ) {
        let lanes = lanes(channels: shape.legacy(1))
        let pixels = pixels(shape)
        forEachPlane(shape, images) { channel, channels, plane in
            let target = packed + plane * lanes * pixels
            if channels < lanes { target.update(repeating: 0, count: lanes * pixels) }
            transpose(
                plain + channel * pixels,
                rows: channels,
                step: pixels,
                columns: pixels,
                into: target,
                step: lanes
            )
        }
    }

    func unpack(
        _ packed: UnsafePointer<Float>,
        into plain: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    ) {
        let lanes = lanes(channels: shape.legacy(1))
        let pixels = pixels(shape)
        forEachPlane(shape, images) { channel, channels, plane in
            transpose(
                packed + plane * lanes * pixels,
                rows: pixels,
                step: lanes,
                columns: channels,
                into: plain + channel * pixels,
                step: pixels
            )
        }
    }

    private func pixels(_ shape: Shape) -> Int {
        shape.count(from: min(2, shape.axisCount))
    }

    /// Calls `body` with the first channel of a plane (counted through all images), its number of
    /// channels, and the plane's number.
    private func forEachPlane(_ shape: Shape, _ images: Int, _ body: (Int, Int, Int) -> Void) {
        let channels = shape.legacy(1)
        let lanes = lanes(channels: channels)
        let planes = planes(channels: channels)
        for image in 0..<images {
            for plane in 0..<planes {
                body(
                    image * channels + plane * lanes,
                    min(lanes, channels - plane * lanes),
                    image * planes + plane
                )
            }
        }
    }
}

/// Puts a matrix of rows x columns into one of columns x rows; steps are from one row to the next.
private func transpose(
    _ source: UnsafePointer<Float>,
    rows: Int,
    step sourceStep: Int,
    columns: Int,
    into target: UnsafeMutablePointer<Float>,
    step targetStep: Int
) {
    // Tiles whose lines stay in the first cache.
    let tile = 32
    for firstRow in stride(from: 0, to: rows, by: tile) {
        for firstColumn in stride(from: 0, to: columns, by: tile) {
            for row in firstRow..<min(firstRow + tile, rows) {
                for column in firstColumn..<min(firstColumn + tile, columns) {
                    target[column * targetStep + row] = source[row * sourceStep + column]
                }
            }
        }
    }
}

extension Image {
    /// The image turned upright, where EXIF's `Orientation`, from 1 to 8, says how the camera was
    /// held; other numbers leave it as it is.
    func upright(_ orientation: Int) -> Image {
        guard (2...8).contains(orientation) else { return self }
        let isTurned = orientation >= 5
        let flipsColumns = [2, 3, 7, 8].contains(orientation)
        let flipsRows = [3, 4, 6, 7].contains(orientation)
        let (newWidth, newHeight) = isTurned ? (height, width) : (width, height)
        var turned: [UInt8] = []
        turned.reserveCapacity(pixels.count)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let (column, row) = isTurned ? (y, x) : (x, y)
                let place =
                    (flipsRows ? height - 1 - row : row) * width
                    + (flipsColumns ? width - 1 - column : column)
                turned += pixels[place * channels..<(place + 1) * channels]
            }
        }
        return Image(width: newWidth, height: newHeight, channels: channels, pixels: turned)
    }
}

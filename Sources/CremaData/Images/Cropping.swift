extension Image {
    /// A rectangle of the image.
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
        precondition(
            x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= self.width
                && y + height <= self.height,
            "the rectangle lies in the image"
        )
        var cut: [UInt8] = []
        cut.reserveCapacity(width * height * channels)
        for row in y..<y + height {
            let start = (row * self.width + x) * channels
            cut.append(contentsOf: pixels[start..<start + width * channels])
        }
        return Image(width: width, height: height, channels: channels, pixels: cut)
    }
}

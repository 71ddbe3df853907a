extension Image {
    /// The image stretched to a size as OpenCV's `INTER_LINEAR` does, which Caffe uses: each pixel
    /// is mixed from the two columns and two rows nearest to its centre, `(x + 0.5) * old / new -
    /// 0.5`, however much smaller the image gets; weights have 11 bits.
    ///
    /// Throws where the size is not one that an image may have.
    public func interpolated(width: Int, height: Int) throws(DataError) -> Image {
        try Self.checkExtents(width: width, height: height)
        if (self.width, self.height) == (width, height) { return self }
        let columns = (0..<width).map { Mix($0, from: self.width, to: width) }
        let rows = (0..<height).map { Mix($0, from: self.height, to: height) }
        // The two rows that are mixed, which the next row often needs again.
        var upper = MixedRow(), lower = MixedRow()
        let mixed = [UInt8](unsafeUninitializedCapacity: width * height * channels) { out, count in
            for (y, row) in rows.enumerated() {
                if lower.index == row.first { swap(&upper, &lower) }
                upper.become(row.first, of: self, columns)
                lower.become(row.second, of: self, columns)
                for i in 0..<width * channels {
                    // OpenCV's steps, which drop bits in these places.
                    let sum =
                        (row.weights.0 * (upper.values[i] >> 4)) >> 16
                        + (row.weights.1 * (lower.values[i] >> 4)) >> 16
                    out[y * width * channels + i] = UInt8((sum + 2) >> 2)
                }
            }
            count = width * height * channels
        }
        return Image(width: width, height: height, channels: channels, pixels: mixed)
    }
}

/// The two places along an axis that a new one is mixed from, and their weights in 2048ths.
private struct Mix {
    let first: Int
    let second: Int
    let weights: (Int32, Int32)

    init(_ place: Int, from source: Int, to target: Int) {
        let scale = 1 / (Double(target) / Double(source))
        let center = Float((Double(place) + 0.5) * scale - 0.5)
        let whole = center.rounded(.down)
        var part = center - whole
        var first = Int(whole)
        if first < 0 { (first, part) = (0, 0) }
        if first >= source - 1 { (first, part) = (source - 1, 0) }
        self.first = first
        second = min(first + 1, source - 1)
        weights = (Self.fixed(1 - part), Self.fixed(part))
    }

    private static func fixed(_ weight: Float) -> Int32 {
        Int32((weight * 2048).rounded(.toNearestOrEven))
    }
}

/// A row of an image with its columns mixed, in 2048ths.
private struct MixedRow {
    var index = -1
    var values: [Int32] = []

    mutating func become(_ row: Int, of image: Image, _ columns: [Mix]) {
        guard row != index else { return }
        index = row
        let channels = image.channels
        let start = row * image.width * channels
        if values.isEmpty { values = Array(repeating: 0, count: columns.count * channels) }
        image.pixels.withUnsafeBufferPointer { pixels in
            for (x, column) in columns.enumerated() {
                for c in 0..<channels {
                    values[x * channels + c] =
                        Int32(pixels[start + column.first * channels + c]) * column.weights.0
                        + Int32(pixels[start + column.second * channels + c]) * column.weights.1
                }
            }
        }
    }
}

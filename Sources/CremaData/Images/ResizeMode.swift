import CremaProto

/// How an image comes to its size in a data set, in DIGITS' four ways; sampling is bilinear.
public enum ResizeMode: String, Codable, Sendable, CaseIterable {
    /// Stretched to the size whatever its proportions.
    case squash
    /// Keeps its proportions; the middle of its long side is kept.
    case crop
    /// Keeps its proportions; its short side is filled up with noise.
    case fill
    /// Half-way between `crop` and `fill`.
    case halfCrop = "half_crop"
}

extension Image {
    /// The image at a size.
    ///
    /// `seed` decides the noise of `fill` and `half_crop`.
    public func resized(
        width: Int,
        height: Int,
        mode: ResizeMode,
        seed: UInt64 = 0
    ) -> Image {
        let columns = Double(self.width) / Double(width)
        let rows = Double(self.height) / Double(height)
        let ratio: Double
        switch mode {
        case .squash: return sampled(width: width, height: height)
        case .crop: ratio = min(columns, rows)
        case .fill: ratio = max(columns, rows)
        case .halfCrop: ratio = (columns + rows) / 2
        }
        // The side that decides the ratio comes out exact, whatever rounding did to the quotient.
        func side(_ extent: Int, _ target: Int, _ own: Double) -> Int {
            own == ratio ? target : max(1, Int((Double(extent) / ratio).rounded()))
        }
        // Of a strip of pixels, most would be enlarged beyond all memory only to be cut off.
        func most(_ extent: Int, besides target: Int, _ other: Double) -> Int {
            other == ratio
                ? Int(saturating: Double(Self.pixelLimit / target) * ratio) : extent
        }
        let cut = middle(
            width: most(self.width, besides: height, rows),
            height: most(self.height, besides: width, columns)
        )
        let scaled = cut.sampled(
            width: side(cut.width, width, columns),
            height: side(cut.height, height, rows)
        )
        return scaled.placed(width: width, height: height, seed: seed)
    }

    /// The middle of the image, no wider and no higher than so many pixels, at least one.
    private func middle(width most: Int, height mostHigh: Int) -> Image {
        let (kept, keptHigh) = (min(width, max(1, most)), min(height, max(1, mostHigh)))
        if (kept, keptHigh) == (width, height) { return self }
        return cropped(
            x: (width - kept) / 2,
            y: (height - keptHigh) / 2,
            width: kept,
            height: keptHigh
        )
    }

    /// The middle of the image on a canvas of a size; what it does not cover is noise.
    private func placed(width: Int, height: Int, seed: UInt64) -> Image {
        if (self.width, self.height) == (width, height) { return self }
        var canvas = [UInt8](repeating: 0, count: width * height * channels)
        if self.width < width || self.height < height {
            var noise = Philox(seed: seed, stream: Philox.stream(named: "fill"))
                .sequence(iteration: 0, element: 0)
            for i in canvas.indices { canvas[i] = UInt8(noise.nextIndex(below: 255)) }
        }
        let copied = (width: min(self.width, width), height: min(self.height, height))
        let from = (x: (self.width - copied.width) / 2, y: (self.height - copied.height) / 2)
        let to = (x: (width - copied.width) / 2, y: (height - copied.height) / 2)
        for y in 0..<copied.height {
            let source = ((from.y + y) * self.width + from.x) * channels
            let target = ((to.y + y) * width + to.x) * channels
            let length = copied.width * channels
            canvas.replaceSubrange(
                target..<target + length,
                with: pixels[source..<source + length]
            )
        }
        return Image(width: width, height: height, channels: channels, pixels: canvas)
    }
}

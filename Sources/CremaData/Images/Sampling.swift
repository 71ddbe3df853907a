extension Image {
    /// The image at a size by bilinear sampling: each output pixel is the mean of the input under a
    /// triangle as wide as two output pixels (two input pixels where it grows), columns first, then
    /// rows, rounded once in between, as the Python Imaging Library does.
    func sampled(width: Int, height: Int) -> Image {
        if (self.width, self.height) == (width, height) { return self }
        let narrow = sampledAlongRows(Taps(from: self.width, to: width))
        return narrow.sampledAlongColumns(Taps(from: self.height, to: height))
    }

    private func sampledAlongRows(_ taps: Taps) -> Image {
        let out = [UInt8](unsafeUninitializedCapacity: taps.count * height * channels) { out, n in
            pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<height {
                    for x in 0..<taps.count {
                        for c in 0..<channels {
                            out[(y * taps.count + x) * channels + c] = taps.sum(x) {
                                pixels[(y * width + $0) * channels + c]
                            }
                        }
                    }
                }
            }
            n = taps.count * height * channels
        }
        return Image(width: taps.count, height: height, channels: channels, pixels: out)
    }

    private func sampledAlongColumns(_ taps: Taps) -> Image {
        let row = width * channels
        let out = [UInt8](unsafeUninitializedCapacity: taps.count * row) { out, n in
            pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<taps.count {
                    for i in 0..<row {
                        out[y * row + i] = taps.sum(y) { pixels[$0 * row + i] }
                    }
                }
            }
            n = taps.count * row
        }
        return Image(width: width, height: taps.count, channels: channels, pixels: out)
    }
}

/// Which input positions make each output position along one axis, and with what weights.
private struct Taps {
    let count: Int
    private let starts: [Int]
    private let weights: [[Float]]

    init(from source: Int, to target: Int) {
        let ratio = Double(source) / Double(target)
        let reach = max(1, ratio)
        var starts: [Int] = []
        var weights: [[Float]] = []
        for i in 0..<target {
            let center = (Double(i) + 0.5) * ratio
            let start = max(0, Int(center - reach + 0.5))
            let end = max(start + 1, min(source, Int(center + reach + 0.5)))
            let raw = (start..<end).map {
                max(0, 1 - abs((Double($0) + 0.5 - center) / reach))
            }
            let total = raw.reduce(0, +)
            starts.append(start)
            weights.append(raw.map { Float(total > 0 ? $0 / total : 1 / Double(raw.count)) })
        }
        count = target
        self.starts = starts
        self.weights = weights
    }

    /// The weighted sum of the input for one output position, rounded to a byte.
    @inline(__always)
    func sum(_ index: Int, _ value: (Int) -> UInt8) -> UInt8 {
        var sum: Float = 0.5
        for (k, weight) in weights[index].enumerated() {
            sum += weight * Float(value(starts[index] + k))
        }
        return UInt8(min(255, sum))
    }
}

/// libtiff's way from the samples of a TIFF file to colours, which OpenCV asks it for.
struct TIFF {
    /// Whether its colours are marked as not multiplied by its transparency.
    private let hasPlainAlpha: Bool

    /// Reads the tags of the file's first image; throws where its colours are of a
    /// kind that is not read.
    init(_ bytes: [UInt8]) throws(DataError) {
        hasPlainAlpha = Self.value(of: Tag.extraSamples, in: bytes) == 2
        let isYCbCr = Self.value(of: Tag.photometric, in: bytes) == 6
        // JPEG's own decoder makes red, green and blue of them.
        guard !isYCbCr || Self.value(of: Tag.compression, in: bytes) == 7 else {
            throw .invalidImage(
                reason: "a TIFF file in YCbCr, which is not supported; save it in RGB",
                fault: .otherKind
            )
        }
    }

    private enum Tag {
        static let compression = 259
        static let photometric = 262
        static let extraSamples = 338
    }

    /// The image of samples, grey where they are.
    func image(of samples: Samples, isCMYK: Bool) -> Image {
        if isCMYK, samples.bands >= 4 { return Self.image(ofInks: samples) }
        // A grey one keeps its upper byte, colours are rounded.
        let bytes =
            samples.colors < 3
            ? samples.bytes() : samples.bytes { UInt8((Int($0) + 128) / 257) }
        guard hasPlainAlpha, samples.colors == 3, samples.bands == 4 else {
            return samples.image(of: bytes)
        }
        return samples.image(3) { pixel, out in
            let alpha = Int(bytes[4 * pixel + 3])
            for c in 0..<3 { out[c] = UInt8((Int(bytes[4 * pixel + c]) * alpha + 127) / 255) }
        }
    }

    private static func image(ofInks samples: Samples) -> Image {
        let (inks, bands) = (samples.bytes(), samples.bands)
        return samples.image(3) { pixel, out in
            let black = 255 - Int(inks[bands * pixel + 3])
            for c in 0..<3 { out[c] = UInt8(black * (255 - Int(inks[bands * pixel + c])) / 255) }
        }
    }

    /// The first value of a tag of 16 bits, nil if there is none.
    private static func value(of wanted: Int, in bytes: [UInt8]) -> Int? {
        let isLittle = bytes.first == UInt8(ascii: "I")
        func number(_ place: Int, _ size: Int) -> Int? {
            guard place >= 0, place <= bytes.count - size else { return nil }
            let value = bytes[place..<place + size]
            return isLittle
                ? value.reversed().reduce(0) { $0 << 8 | Int($1) }
                : value.reduce(0) { $0 << 8 | Int($1) }
        }
        guard number(2, 2) == 42, let directory = number(4, 4), let count = number(directory, 2)
        else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + 12 * index
            guard let tag = number(entry, 2) else { return nil }
            if tag == wanted { return number(entry + 8, 2) }
        }
        return nil
    }
}

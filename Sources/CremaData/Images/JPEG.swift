/// What libvips does not say of a JPEG file, read from its markers.
enum JPEG {
    /// Whether the first of its three components is light, as nearly always; else they
    /// are red, green and blue.
    static func hasLight(_ bytes: [UInt8]) -> Bool {
        var hasJFIF = false
        var transform: UInt8?
        var identifiers: [UInt8] = []
        forEachSegment(bytes) { marker, content in
            if isJFIF(marker, bytes[content]) { hasJFIF = true }
            if isAdobe(marker, bytes[content]) { transform = bytes[content.lowerBound + 11] }
            if isFrame(marker), content.count >= 15, bytes[content.lowerBound + 5] == 3 {
                identifiers = (0..<3).map { bytes[content.lowerBound + 6 + 3 * $0] }
            }
        }
        // libjpeg's order of belief.
        if hasJFIF { return true }
        if let transform { return transform != 0 }
        return identifiers != Array("RGB".utf8)
    }

    /// The file with other words about its components: a decoder takes them for red, green and
    /// blue, and leaves them as they are.
    static func withLightAsRed(_ bytes: [UInt8]) -> [UInt8] {
        var changed = bytes
        forEachSegment(bytes) { marker, content in
            // JFIF becomes a comment, and so does an Adobe marker, which a decoder would believe.
            if isJFIF(marker, bytes[content]) || isAdobe(marker, bytes[content]) {
                changed[content.lowerBound - 3] = 0xFE
            }
        }
        let version: [UInt8] = [0, 100, 0, 0, 0, 0]
        let adobe = [0xFF, 0xEE, 0, 14] + Array("Adobe".utf8) + version + [0]
        changed.insert(contentsOf: adobe, at: 2)
        return changed
    }

    /// The image of four inks, which libvips gives as libjpeg's samples turned over.
    static func image(ofInks samples: Samples, isGray: Bool) -> Image {
        let inks = samples.bytes()
        let image = samples.image(3) { pixel, out in
            let black = 255 - Int(inks[4 * pixel + 3])
            for c in 0..<3 {
                let ink = Int(inks[4 * pixel + c])
                out[c] = UInt8(black - (ink * black) >> 8)
            }
        }
        return isGray ? image.inGray(by: Gray.rounded14) : image
    }

    private static func isJFIF(_ marker: UInt8, _ content: ArraySlice<UInt8>) -> Bool {
        marker == 0xE0 && content.count >= 14 && content.starts(with: Array("JFIF\0".utf8))
    }

    private static func isAdobe(_ marker: UInt8, _ content: ArraySlice<UInt8>) -> Bool {
        marker == 0xEE && content.count >= 12 && content.starts(with: Array("Adobe".utf8))
    }

    private static func isFrame(_ marker: UInt8) -> Bool {
        (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
    }

    /// Calls `body` for each segment before the first scan, with its marker and the place of its
    /// content.
    private static func forEachSegment(
        _ bytes: [UInt8],
        _ body: (_ marker: UInt8, _ content: Range<Int>) -> Void
    ) {
        var place = 2
        while place + 4 <= bytes.count, bytes[place] == 0xFF {
            let marker = bytes[place + 1]
            // Any number of fill bytes may precede a marker.
            if marker == 0xFF {
                place += 1
                continue
            }
            if marker == 0xDA || marker == 0xD9 { return }
            let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
            guard length >= 2, length <= bytes.count - place - 2 else { return }
            body(marker, place + 4..<place + 2 + length)
            place += 2 + length
        }
    }
}

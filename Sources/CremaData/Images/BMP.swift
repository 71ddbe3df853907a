/// Windows bitmaps, which libvips reads only by way of an untrusted loader: uncompressed, with 1, 4,
/// 8, 24 or 32 bits a pixel.
enum BMP {
    /// Whether bytes begin as a bitmap file does.
    static func isBMP(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [UInt8(ascii: "B"), UInt8(ascii: "M")])
    }

    /// Decodes a bitmap; throws where it is damaged, cut short, compressed, or too large.
    static func decode(_ bytes: [UInt8]) throws(DataError) -> Image {
        let header = try Header(bytes)
        var pixels = [UInt8]()
        pixels.reserveCapacity(3 * header.width * header.height)
        for row in 0..<header.height {
            let stored = header.isBottomUp ? header.height - 1 - row : row
            let start = header.pixelOffset + stored * header.stride
            let line = bytes[start..<start + header.stride]
            for x in 0..<header.width {
                let place: Int
                if header.bits >= 24 {
                    place = start + x * (header.bits / 8)
                } else {
                    place = header.paletteOffset + 4 * header.index(of: x, in: line)
                }
                guard place + 2 < bytes.count else { throw damaged }
                pixels.append(contentsOf: bytes[place...place + 2].reversed())
            }
        }
        let image = Image(width: header.width, height: header.height, channels: 3, pixels: pixels)
        return header.bits <= 8 && isGray(pixels) ? image.inGray : image
    }

    private static func isGray(_ pixels: [UInt8]) -> Bool {
        for i in stride(from: 0, to: pixels.count, by: 3)
        where pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2] {
            return false
        }
        return true
    }

    private static let damaged = DataError.invalidImage(
        reason: "a damaged image (the bitmap is cut short)"
    )

    private struct Header {
        let width: Int
        let height: Int
        let isBottomUp: Bool
        let bits: Int
        let pixelOffset: Int
        let paletteOffset: Int
        /// Bytes a row, which are rounded up to a multiple of four.
        let stride: Int

        init(_ bytes: [UInt8]) throws(DataError) {
            func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> Int {
                bytes.withUnsafeBytes {
                    Int($0.loadUnaligned(fromByteOffset: offset, as: type))
                }
            }
            guard bytes.count >= 54 else { throw damaged }
            let headerSize = load(14, UInt32.self)
            let signedHeight = load(22, Int32.self)
            width = load(18, Int32.self)
            height = abs(signedHeight)
            isBottomUp = signedHeight > 0
            bits = load(28, UInt16.self)
            pixelOffset = load(10, UInt32.self)
            let compression = load(30, UInt32.self)
            // "Bit fields" with 32 bits are in practice blue, green, red, alpha as well.
            let isPlain = compression == 0 || (compression == 3 && bits == 32)
            guard headerSize >= 40, isPlain, [1, 4, 8, 24, 32].contains(bits) else {
                throw .invalidImage(
                    reason: "a bitmap of a kind that is not read; allowed are uncompressed ones "
                        + "with 1, 4, 8, 24 or 32 bits a pixel"
                )
            }
            try Image.checkExtents(width: width, height: height)
            paletteOffset = 14 + headerSize
            stride = (width * bits + 31) / 32 * 4
            guard pixelOffset <= bytes.count, bytes.count - pixelOffset >= stride * height else {
                throw damaged
            }
        }

        /// The palette index of a pixel in its row.
        func index(of x: Int, in line: ArraySlice<UInt8>) -> Int {
            let byte = Int(line[line.startIndex + x * bits / 8])
            let shift = 8 - bits - x * bits % 8
            return byte >> shift & (1 << bits - 1)
        }
    }
}

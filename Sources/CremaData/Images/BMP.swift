/// Windows bitmaps, which libvips reads only by way of an untrusted loader: of 1, 4, 8, 16, 24 or
/// 32 bits a pixel, in plain rows or in runs (RLE).
enum BMP {
    /// Decodes a bitmap as OpenCV does; throws where it is damaged, cut short, of
    /// another kind, or too large.
    ///
    /// Taken as it is, one with a palette of greys is grey.
    static func decode(
        _ bytes: [UInt8],
        _ coding: ImageCoding,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        let header = try Header(bytes)
        room.take(header.width * header.height * 7 + bytes.count)
        let image =
            header.bits <= 8
            ? try indexed(bytes, header) : try direct(bytes, header)
        guard coding != .color else { return image }
        let isGray = header.bits <= 8 && header.hasGrayPalette(bytes)
        guard coding == .gray || isGray else { return image }
        return image.inGray(by: header.isMasked && header.bits == 32 ? Gray.cut14 : Gray.rounded14)
    }

    private static let damaged = DataError.invalidImage(
        reason: "a damaged image (the bitmap is cut short)"
    )

    /// Pixels that are places in a palette.
    private static func indexed(_ bytes: [UInt8], _ header: Header) throws(DataError) -> Image {
        let indices = try header.isPacked ? runs(bytes, header) : rows(bytes, header)
        var palette = [UInt8](repeating: 0, count: 3 * 256)
        for entry in 0..<header.paletteCount {
            let place = header.paletteOffset + entry * header.paletteStep
            guard place + 3 <= bytes.count else { throw damaged }
            for c in 0..<3 { palette[3 * entry + c] = bytes[place + 2 - c] }
        }
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * indices.count) { out, count in
            for (i, index) in indices.enumerated() {
                for c in 0..<3 { out[3 * i + c] = palette[3 * Int(index) + c] }
            }
            count = 3 * indices.count
        }
        return Image(width: header.width, height: header.height, channels: 3, pixels: pixels)
    }

    private static func rows(_ bytes: [UInt8], _ header: Header) throws(DataError) -> [UInt8] {
        try header.checkRows(bytes)
        var indices: [UInt8] = []
        indices.reserveCapacity(header.width * header.height)
        for row in 0..<header.height {
            let start = header.start(ofRow: row)
            for x in 0..<header.width {
                let byte = bytes[start + x * header.bits / 8]
                let shift = 8 - header.bits - x * header.bits % 8
                indices.append(byte >> shift & UInt8(truncatingIfNeeded: 1 << header.bits - 1))
            }
        }
        return indices
    }

    /// Runs of one index, or of two by turns, and pieces that are spelled out; what is left out has
    /// the index 0.
    private static func runs(_ bytes: [UInt8], _ header: Header) throws(DataError) -> [UInt8] {
        var indices = [UInt8](repeating: 0, count: header.width * header.height)
        var (place, x, y) = (header.pixelOffset, 0, 0)
        func put(_ index: UInt8) {
            guard x < header.width, y < header.height else { return }
            let row = header.isBottomUp ? header.height - 1 - y : y
            indices[row * header.width + x] = index
            x += 1
        }
        func index(_ number: Int, of byte: UInt8) -> UInt8 {
            header.bits == 8 ? byte : number % 2 == 0 ? byte >> 4 : byte & 15
        }
        while true {
            guard place + 2 <= bytes.count else { throw damaged }
            let (count, value) = (Int(bytes[place]), bytes[place + 1])
            place += 2
            if count > 0 {
                for number in 0..<count { put(index(number, of: value)) }
                continue
            }
            switch value {
            case 0: (x, y) = (0, y + 1)
            case 1: return indices
            case 2:
                guard place + 2 <= bytes.count else { throw damaged }
                (x, y) = (x + Int(bytes[place]), y + Int(bytes[place + 1]))
                place += 2
            default:
                let length = (Int(value) * header.bits + 7) / 8
                guard place + length <= bytes.count else { throw damaged }
                for number in 0..<Int(value) {
                    put(index(number, of: bytes[place + number * header.bits / 8]))
                }
                place += (length + 1) / 2 * 2
            }
        }
    }

    /// Pixels that are colours: three bytes, four, or five or six bits each.
    private static func direct(_ bytes: [UInt8], _ header: Header) throws(DataError) -> Image {
        try header.checkRows(bytes)
        let count = 3 * header.width * header.height
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
            var next = 0
            for row in 0..<header.height {
                var place = header.start(ofRow: row)
                for _ in 0..<header.width {
                    if header.bits == 16 {
                        let word = Int(bytes[place]) | Int(bytes[place + 1]) << 8
                        let green = header.isSixBitGreen ? word >> 3 & 0xFC : word >> 2 & 0xF8
                        out[next] = UInt8(word >> (header.isSixBitGreen ? 8 : 7) & 0xF8)
                        out[next + 1] = UInt8(green)
                        out[next + 2] = UInt8(word << 3 & 0xF8)
                    } else {
                        for c in 0..<3 { out[next + c] = bytes[place + 2 - c] }
                    }
                    place += header.bits / 8
                    next += 3
                }
            }
            filled = count
        }
        return Image(width: header.width, height: header.height, channels: 3, pixels: pixels)
    }

    private struct Header {
        let width: Int
        let height: Int
        let isBottomUp: Bool
        let bits: Int
        let pixelOffset: Int
        let paletteOffset: Int
        /// Bytes a colour of the palette.
        let paletteStep: Int
        let paletteCount: Int
        /// Whether rows are in runs.
        let isPacked: Bool
        /// Whether masks say which bits are which colour.
        let isMasked: Bool
        /// Whether 16 bits are 5, 6 and 5; else 1, 5, 5 and 5.
        let isSixBitGreen: Bool
        /// Bytes a row, which are rounded up to a multiple of four.
        private let stride: Int

        init(_ bytes: [UInt8]) throws(DataError) {
            func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> Int {
                bytes.withUnsafeBytes {
                    Int($0.loadUnaligned(fromByteOffset: offset, as: type))
                }
            }
            guard bytes.count >= 26 else { throw damaged }
            let headerSize = load(14, UInt32.self)
            // OS/2's first bitmaps have a head of their own.
            let isOld = headerSize == 12
            guard isOld || bytes.count >= 54 else { throw damaged }
            let signedHeight = isOld ? load(20, UInt16.self) : load(22, Int32.self)
            width = isOld ? load(18, UInt16.self) : load(18, Int32.self)
            height = abs(signedHeight)
            isBottomUp = signedHeight > 0
            bits = isOld ? load(24, UInt16.self) : load(28, UInt16.self)
            pixelOffset = load(10, UInt32.self)
            let compression = isOld ? 0 : load(30, UInt32.self)
            isPacked = compression == 1 && bits == 8 || compression == 2 && bits == 4
            isMasked = compression == 3 && [16, 32].contains(bits)
            let green = isMasked && bytes.count >= 66 ? load(58, UInt32.self) : 0
            isSixBitGreen = green == 0x7E0
            let isKnown = compression == 0 || isPacked || isMasked
            let isUsual = bits != 16 || [0, 0x7E0, 0x3E0].contains(green)
            guard isOld || headerSize >= 40, isKnown, isUsual, [1, 4, 8, 16, 24, 32].contains(bits)
            else {
                throw .invalidImage(
                    reason:
                        "an unsupported kind of bitmap; allowed: those with 1, 4, 8, 16, "
                        + "24 or 32 bits per pixel, plain or in runs",
                    fault: .otherKind
                )
            }
            try Image.checkExtents(width: width, height: height)
            paletteOffset = 14 + headerSize
            paletteStep = isOld ? 3 : 4
            let used = isOld ? 0 : load(46, UInt32.self)
            paletteCount = bits > 8 ? 0 : used > 0 ? min(used, 1 << bits) : 1 << bits
            stride = (width * bits + 31) / 32 * 4
        }

        /// Throws where the rows do not lie in the file.
        func checkRows(_ bytes: [UInt8]) throws(DataError) {
            guard pixelOffset <= bytes.count, bytes.count - pixelOffset >= stride * height else {
                throw damaged
            }
        }

        /// Where a row begins, counted from the top of the image.
        func start(ofRow row: Int) -> Int {
            pixelOffset + (isBottomUp ? height - 1 - row : row) * stride
        }

        func hasGrayPalette(_ bytes: [UInt8]) -> Bool {
            (0..<paletteCount).allSatisfy {
                let place = paletteOffset + $0 * paletteStep
                return bytes[place] == bytes[place + 1] && bytes[place] == bytes[place + 2]
            }
        }
    }
}

import CremaProto

/// How the colours of an image that is being decoded come out.
public enum ImageCoding: Sendable {
    /// Three channels.
    case color
    /// One channel: 0.299 red + 0.587 green + 0.114 blue.
    case gray
    /// One channel where the image is grey, else three.
    case native
}

/// Whose way of decoding images is followed where the two differ.
public enum DecodingStyle: Sendable {
    /// Transparent pixels show white, photographs lie as the camera was held, and grey is made
    /// of red, green and blue.
    case digits
    /// As OpenCV has it, and so Caffe: transparent pixels show the colour that is hidden in
    /// them, photographs that become coloured or grey are turned upright, and each kind of file
    /// has its own way to grey.
    case caffe
}

/// A picture in memory: 8-bit, grey or red, green, blue, pixel by pixel, row by row.
public struct Image: Sendable, Equatable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1 (grey) or 3 (red, green, blue).
    public let channels: Int
    /// `height * width * channels` bytes.
    public let pixels: [UInt8]

    /// An image of pixels that fit its shape.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
        precondition(channels == 1 || channels == 3, "an image is grey or coloured")
        precondition(pixels.count == width * height * channels, "pixels fit the shape")
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }

    /// The longest file that is read as an image, in bytes.
    static let fileLimit = 1 << 29

    /// Decodes the bytes of a PNG, JPEG, BMP, PPM, WebP, TIFF or GIF file of any mode; throws if
    /// they are not one of these, damaged, truncated, or of too many pixels.
    ///
    /// The memory that it takes is counted in `room` until that is left.
    public init(
        decoding bytes: [UInt8],
        _ coding: ImageCoding,
        style: DecodingStyle = .digits,
        in room: DecodingRoom = DecodingRoom()
    ) throws(DataError) {
        guard !bytes.isEmpty else {
            throw .invalidImage(reason: "it is empty", fault: .noImage)
        }
        if let reason = ForeignFile.reason(of: bytes, expecting: .image) {
            throw .invalidImage(reason: "no image, it \(reason)", fault: .noImage)
        }
        guard let format = ImageFormat(bytes) else {
            throw .invalidImage(
                reason: "not an image; allowed: \(ImageFormat.readNames)",
                fault: .noImage
            )
        }
        guard format.isRead else {
            throw .invalidImage(reason: format.refusal, fault: .otherKind)
        }
        if format == .tiff { _ = try TIFF(bytes) }
        guard style == .digits else {
            self = try OpenCVDecoding.decode(bytes, format, coding, in: room)
            return
        }
        let decoded =
            format == .bmp
            ? try BMP.decode(bytes, coding == .gray ? .color : coding, in: room)
            : try Vips.withImage(bytes, in: room) { opened throws(DataError) in
                try opened.rgb(flattens: true)
            }
        switch coding {
        case .color: self = decoded.inColor
        case .gray: self = decoded.inGray
        case .native: self = decoded
        }
    }

    /// Decodes an image file; errors name it.
    public init(
        path: String,
        _ coding: ImageCoding,
        style: DecodingStyle = .digits,
        in room: DecodingRoom = DecodingRoom()
    ) throws(DataError) {
        try self.init(path: FilePath(path), coding, style: style, in: room)
    }

    /// Decodes an image file in the same way.
    public init(
        path: FilePath,
        _ coding: ImageCoding,
        style: DecodingStyle = .digits,
        in room: DecodingRoom = DecodingRoom()
    ) throws(DataError) {
        let bytes = try FileBytes.read(path: path, limit: Self.fileLimit)
        do throws(DataError) {
            try self.init(decoding: bytes, coding, style: style, in: room)
        } catch {
            throw .invalidFile(path: path.description, reason: error.description)
        }
    }

    /// The image of a record, whose colours are blue, green, red and whose floats are rounded and
    /// cut to 0 … 255; a number of channels other than 1 and 3 shows the first one alone.
    public init(_ record: ImageRecord) {
        let channels = record.channels == 3 ? 3 : 1
        let size = record.width * record.height
        var pixels = [UInt8](repeating: 0, count: size * channels)
        for c in 0..<channels {
            for i in 0..<size {
                let value: UInt8
                switch record.values {
                case .bytes(let bytes): value = bytes[c * size + i]
                case .floats(let floats):
                    let float = floats[c * size + i]
                    value = float.isNaN ? 0 : UInt8(max(0, min(255, float.rounded())))
                }
                pixels[i * channels + channels - 1 - c] = value
            }
        }
        self.init(width: record.width, height: record.height, channels: channels, pixels: pixels)
    }

    /// The most pixels that an image may have; beyond it lie files made to exhaust a machine.
    public static let pixelLimit = 100_000_000

    /// Throws where a header's extents are not those of an image to be decoded.
    static func checkExtents(width: Int, height: Int) throws(DataError) {
        guard let count = elementCount([width, height]), count > 0, count <= pixelLimit else {
            throw .invalidImage(
                reason: "an image of \(width) x \(height) pixels; from 1 to \(pixelLimit) pixels "
                    + "are allowed",
                fault: .tooLarge
            )
        }
    }

    /// The image as a PNG file's bytes.
    public func png() throws(DataError) -> [UInt8] {
        try encoded(as: "png")
    }

    /// The endings of the kinds of files that images are encoded as.
    static let encodings = ["png", "jpg", "jpeg", "webp", "tif", "tiff"]

    /// Throws where an ending is of no kind of file that images are encoded as.
    static func checkEncoding(_ ending: String) throws(DataError) {
        guard encodings.contains(ending.lowercased()) else {
            throw .invalidImage(
                reason: "images cannot be encoded as \"\(ending)\"; allowed are "
                    + encodings.joined(separator: ", ")
            )
        }
    }

    /// The image as the bytes of a file of the kind that an ending names, as OpenCV has it:
    /// JPEG at quality 95 with half the colours' resolution, WebP without loss; throws where images
    /// are not encoded as that.
    func encoded(as ending: String) throws(DataError) -> [UInt8] {
        try Self.checkEncoding(ending)
        switch ending.lowercased() {
        case "jpg", "jpeg": return try Vips.encode(self, as: "jpg[Q=95,subsample_mode=on]")
        case "webp": return try Vips.encode(self, as: "webp[lossless=true]")
        case let ending: return try Vips.encode(self, as: ending)
        }
    }

    /// The bytes channel by channel, colours in the order blue, green, red, as a Datum has them.
    public var planar: [UInt8] {
        guard channels == 3 else { return pixels }
        let size = width * height
        return [UInt8](unsafeUninitializedCapacity: 3 * size) { planes, count in
            for i in 0..<size {
                planes[i] = pixels[3 * i + 2]
                planes[size + i] = pixels[3 * i + 1]
                planes[2 * size + i] = pixels[3 * i]
            }
            count = 3 * size
        }
    }

    /// The same picture in three channels.
    public var inColor: Image {
        guard channels == 1 else { return self }
        return Image(
            width: width,
            height: height,
            channels: 3,
            pixels: pixels.flatMap { [$0, $0, $0] }
        )
    }

    /// The same picture in one channel: 0.299 red + 0.587 green + 0.114 blue, rounded.
    public var inGray: Image {
        guard channels == 3 else { return self }
        let grays = [UInt8](unsafeUninitializedCapacity: width * height) { grays, count in
            // The weights in 65536ths, as the Python Imaging Library has them.
            for i in 0..<width * height {
                let red = UInt32(pixels[3 * i]) * 19595
                let green = UInt32(pixels[3 * i + 1]) * 38470
                let blue = UInt32(pixels[3 * i + 2]) * 7471
                grays[i] = UInt8((red + green + blue + 0x8000) >> 16)
            }
            count = width * height
        }
        return Image(width: width, height: height, channels: 1, pixels: grays)
    }
}

import CVips
import Glibc

/// Decoding and encoding by libvips, which is opened when it is first needed.
enum Vips {
    /// Why libvips cannot be used, or nil.
    private static let problem: String? = cvips_open().map { String(cString: $0) }
    /// The process that has libvips' threads: one that was forked off would wait for them for ever.
    private static let process = getpid()

    /// An image whose head is read, its pixels not yet.
    struct Opened: ~Copyable {
        private let header: cvips_header
        private let image: UnsafeMutableRawPointer

        fileprivate init(_ image: UnsafeMutableRawPointer, _ header: cvips_header) {
            (self.image, self.header) = (image, header)
        }

        deinit { cvips_close(image) }

        var width: Int { Int(header.width) }
        var height: Int { Int(header.height) }
        /// 8 or 16 bits a sample; 0 where samples are of another kind.
        var bits: Int { Int(header.bits) }
        /// Whether samples are inks.
        var isCMYK: Bool { header.is_cmyk != 0 }
        /// Whether samples are lightness and two differences.
        var isLab: Bool { header.is_lab != 0 }
        /// How the camera was held, by EXIF's numbers from 1 to 8.
        var orientation: Int { Int(header.orientation) }
        /// The bytes that decoding takes: the samples, the pixels made of them,
        /// and a copy on the way.
        fileprivate var cost: Int { width * height * (Int(header.bands) * max(1, bits / 8) + 6) }
        /// Samples a pixel, without transparency.
        var colors: Int { Int(header.bands - header.alphas) }

        /// The samples as the file holds them, for an image of 8 or 16 bits a sample;
        /// throws where it is damaged.
        func samples() throws(DataError) -> Samples {
            guard let decoded = cvips_samples(image) else { throw Vips.damage() }
            defer { cvips_free(decoded) }
            let count = width * height * Int(header.bands)
            let bytes = UnsafeRawBufferPointer(start: decoded, count: count * Int(header.bits) / 8)
            let values =
                header.bits == 8
                ? Samples.Values.bytes(Array(bytes))
                : .words(Array(bytes.bindMemory(to: UInt16.self)))
            return Samples(header, values)
        }

        /// The image as red, green and blue by libvips' own rules, grey where it has no colours.
        ///
        /// What is transparent shows white if `flattens`, else its hidden colour.
        func rgb(flattens: Bool) throws(DataError) -> Image {
            guard let decoded = cvips_rgb(image, flattens ? 1 : 0) else { throw Vips.damage() }
            defer { cvips_free(decoded) }
            let pixels = UnsafeRawBufferPointer(start: decoded, count: 3 * width * height)
            let found = Image(width: width, height: height, channels: 3, pixels: Array(pixels))
            return colors < 3 ? found.inGray : found
        }
    }

    /// Reads the head of an image, hands it on, and lets go of it; throws where it is damaged,
    /// or has too many pixels.
    ///
    /// Its memory is counted in a room as soon as its size is known, before it is decoded.
    static func withImage<Result>(
        _ bytes: [UInt8],
        in room: DecodingRoom,
        _ body: (borrowing Opened) throws(DataError) -> Result
    ) throws(DataError) -> Result {
        try open()
        // The image reads from these bytes until it is closed, so they are
        // held in place throughout.
        let result = bytes.withUnsafeBytes { buffer in
            Swift.Result { () throws(DataError) in
                var header = cvips_header()
                guard let image = cvips_image(buffer.baseAddress, buffer.count, &header) else {
                    throw damage()
                }
                let opened = Opened(image, header)
                try Image.checkExtents(width: opened.width, height: opened.height)
                room.take(opened.cost + buffer.count)
                return try body(opened)
            }
        }
        return try result.get()
    }

    /// Encodes an image as a file of the kind that an ending names, `png` for one.
    static func encode(_ image: Image, as ending: String) throws(DataError) -> [UInt8] {
        try open()
        var length = 0
        let encoded = image.pixels.withUnsafeBytes {
            cvips_encode(
                $0.baseAddress,
                Int32(image.width),
                Int32(image.height),
                Int32(image.channels),
                ".\(ending)",
                &length
            )
        }
        guard let encoded else {
            throw .invalidImage(reason: "no \(ending) image could be made (\(takeErrors()))")
        }
        defer { cvips_free(encoded) }
        return Array(UnsafeRawBufferPointer(start: encoded, count: length))
    }

    private static func open() throws(DataError) {
        if let problem {
            throw .invalidImage(reason: "no image can be read: \(problem)", fault: .noReader)
        }
        guard process == getpid() else {
            throw .invalidImage(
                reason: "no image can be read in a process that was forked off one that has read "
                    + "images; start a new one, as multiprocessing.get_context(\"spawn\") does",
                fault: .noReader
            )
        }
    }

    private static func damage() -> DataError {
        .invalidImage(reason: "a damaged image (\(takeErrors()))")
    }

    /// The first line of libvips' error.
    private static func takeErrors() -> String {
        guard let errors = cvips_take_errors() else { return "" }
        defer { cvips_free(errors) }
        let text = String(cString: errors)
        return text.split(separator: "\n").first.map(String.init) ?? "no reason given"
    }
}

/// The samples of an image as its file holds them.
struct Samples {
    /// Bytes, or 16 bits each.
    enum Values {
        case bytes([UInt8])
        case words([UInt16])
    }

    let width: Int
    let height: Int
    /// Samples a pixel, and how many of them are colours; the next is transparency.
    let bands: Int
    let colors: Int
    let values: Values

    fileprivate init(_ header: cvips_header, _ values: Values) {
        (width, height) = (Int(header.width), Int(header.height))
        (bands, colors) = (Int(header.bands), Int(header.bands - header.alphas))
        self.values = values
    }

    /// The samples in 8 bits, wider ones brought to it by `narrow`.
    func bytes(_ narrow: (UInt16) -> UInt8 = { UInt8($0 >> 8) }) -> [UInt8] {
        switch values {
        case .bytes(let bytes): bytes
        case .words(let words): words.map(narrow)
        }
    }

    /// The image of samples in 8 bits: grey, or red, green and blue, without transparency.
    func image(of bytes: [UInt8]) -> Image {
        let channels = colors < 3 ? 1 : 3
        guard bands != channels else {
            return Image(width: width, height: height, channels: channels, pixels: bytes)
        }
        return image(channels) { pixel, out in
            for c in 0..<channels { out[c] = bytes[pixel * bands + c] }
        }
    }

    /// An image of so many channels, each pixel written by `write`.
    @inline(__always)
    func image(
        _ channels: Int,
        _ write: (_ pixel: Int, _ out: UnsafeMutablePointer<UInt8>) -> Void
    ) -> Image {
        let count = width * height
        let pixels = [UInt8](unsafeUninitializedCapacity: count * channels) { out, filled in
            for pixel in 0..<count { write(pixel, out.baseAddress! + pixel * channels) }
            filled = count * channels
        }
        return Image(width: width, height: height, channels: channels, pixels: pixels)
    }
}

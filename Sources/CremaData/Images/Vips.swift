import CVips
import Glibc

/// Decoding and encoding by libvips, which is opened when it is first needed.
enum Vips {
    /// Why libvips cannot be used, or nil.
    private static let problem: String? = cvips_open().map { String(cString: $0) }
    /// The process that has libvips' threads: one that was forked off would wait for them for ever.
    private static let process = getpid()

    /// Decodes an image file's bytes: one channel where the file is grey, else three.
    ///
    /// What is transparent shows white if `flattens`, else its hidden colour; a photograph is turned
    /// upright if `turns`.
    static func decode(
        _ bytes: [UInt8],
        flattens: Bool,
        turns: Bool
    ) throws(DataError) -> Image {
        try open()
        // The image reads from these bytes until it is closed, so they are held in place throughout.
        let result = bytes.withUnsafeBytes { buffer -> Result<Image, DataError> in
            Result { () throws(DataError) in try decode(buffer, flattens, turns) }
        }
        return try result.get()
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ flattens: Bool,
        _ turns: Bool
    ) throws(DataError) -> Image {
        var (width, height, bands): (Int32, Int32, Int32) = (0, 0, 0)
        guard let opened = cvips_header(bytes.baseAddress, bytes.count, &width, &height, &bands)
        else {
            _ = takeErrors()
            throw .invalidImage(
                reason: "not an image; allowed are PNG, JPEG, BMP, PPM, WebP, TIFF and GIF"
            )
        }
        defer { cvips_close(opened) }
        try Image.checkExtents(width: Int(width), height: Int(height))
        guard let decoded = cvips_rgb(opened, flattens ? 1 : 0) else {
            throw .invalidImage(reason: "a damaged image (\(takeErrors()))")
        }
        defer { cvips_free(decoded) }
        let count = 3 * Int(width) * Int(height)
        let image = Image(
            width: Int(width),
            height: Int(height),
            channels: 3,
            pixels: Array(UnsafeRawBufferPointer(start: decoded, count: count))
        )
        let seen = bands < 3 ? image.inGray : image
        return turns ? seen.upright(Int(cvips_orientation(opened))) : seen
    }

    /// Encodes an image as a file of the kind that an ending stands for, `png` for one.
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
        if let problem { throw .invalidImage(reason: "no image can be read: \(problem)") }
        guard process == getpid() else {
            throw .invalidImage(
                reason: "no image can be read in a process that was forked off one that has read "
                    + "images; start it anew, multiprocessing.get_context(\"spawn\") does so"
            )
        }
    }

    /// The first line of what libvips says.
    private static func takeErrors() -> String {
        guard let errors = cvips_take_errors() else { return "" }
        defer { cvips_free(errors) }
        let text = String(cString: errors)
        return text.split(separator: "\n").first.map(String.init) ?? "no reason given"
    }
}

/// Decoding as OpenCV does it, by which Caffe reads every image: to the bit,
/// whatever the kind of file.
///
/// The rules are those of OpenCV 4.10 and 5.0, which agree; each kind of file has its own way from
/// colour to grey. Transparency is left away, so that its hidden colour shows.
enum OpenCVDecoding {
    /// Decodes an image file's bytes of a kind; throws where they are damaged.
    static func decode(
        _ bytes: [UInt8],
        _ format: ImageFormat,
        _ coding: ImageCoding,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        let (image, orientation): (Image, Int)
        switch format {
        case .bmp: (image, orientation) = (try BMP.decode(bytes, coding, in: room), 1)
        case .jpeg: (image, orientation) = try jpeg(bytes, coding, in: room)
        default: (image, orientation) = try raster(bytes, format, coding, in: room)
        }
        // Since 3.1, and not where an image is taken as it is; but TIFF's own
        // library always turns it.
        let turns = coding != .native || format == .tiff
        let upright = turns ? image.upright(orientation) : image
        return coding == .color ? upright.inColor : upright
    }

    private static func raster(
        _ bytes: [UInt8],
        _ format: ImageFormat,
        _ coding: ImageCoding,
        in room: DecodingRoom
    ) throws(DataError) -> (Image, orientation: Int) {
        let tiff = format == .tiff ? try TIFF(bytes) : nil
        return try Vips.withImage(bytes, in: room) { opened throws(DataError) in
            let orientation = opened.orientation
            guard opened.bits > 0, !opened.isLab else {
                // OpenCV refuses them, or gives floats, which no net of Caffe's reads.
                let image = try opened.rgb(flattens: false)
                return (coding == .gray ? image.inGray(by: Gray.rounded14) : image, orientation)
            }
            let samples = try opened.samples()
            if format == .png, coding == .gray, samples.colors == 3 {
                return (PNGGray(bytes).image(of: samples), orientation)
            }
            let image =
                tiff?.image(of: samples, isCMYK: opened.isCMYK)
                ?? samples.image(of: samples.bytes())
            let gray = format == .webp ? Gray.rounded15 : Gray.rounded14
            return (coding == .gray ? image.inGray(by: gray) : image, orientation)
        }
    }

    /// A grey image is the light of the file itself, which colours are not computed from and back.
    private static func jpeg(
        _ bytes: [UInt8],
        _ coding: ImageCoding,
        in room: DecodingRoom
    ) throws(DataError) -> (Image, orientation: Int) {
        let (image, orientation) = try Vips.withImage(bytes, in: room) {
            opened throws(DataError) -> (Image?, Int) in
            let orientation = opened.orientation
            if coding == .gray, opened.colors == 3, JPEG.hasLight(bytes) {
                return (nil, orientation)
            }
            let samples = try opened.samples()
            if opened.isCMYK, samples.bands == 4 {
                return (JPEG.image(ofInks: samples, isGray: coding == .gray), orientation)
            }
            let image = samples.image(of: samples.bytes())
            return (coding == .gray ? image.inGray : image, orientation)
        }
        if let image { return (image, orientation) }
        return (try light(JPEG.withLightAsRed(bytes), in: room), orientation)
    }

    private static func light(
        _ bytes: [UInt8],
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        try Vips.withImage(bytes, in: room) { opened throws(DataError) in
            let samples = try opened.samples()
            let values = samples.bytes()
            let bands = samples.bands
            return samples.image(1) { pixel, out in out.pointee = values[pixel * bands] }
        }
    }
}

/// OpenCV's ways from red, green and blue to grey, all of 0.299, 0.587 and 0.114.
enum Gray {
    /// In 16384ths, rounded: bitmaps, PPM, TIFF, GIF and inks.
    static func rounded14(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 {
        UInt8((red * 4899 + green * 9617 + blue * 1868 + 8192) >> 14)
    }

    /// In 16384ths, cut: bitmaps of 32 bits with masks.
    static func cut14(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 {
        UInt8((red * 4899 + green * 9617 + blue * 1868) >> 14)
    }

    /// In 32768ths, rounded: WebP.
    static func rounded15(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 {
        UInt8((red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15)
    }
}

extension Image {
    /// The image in grey by a rule.
    func inGray(by rule: (_ red: Int, _ green: Int, _ blue: Int) -> UInt8) -> Image {
        guard channels == 3 else { return self }
        let grays = [UInt8](unsafeUninitializedCapacity: width * height) { grays, count in
            pixels.withUnsafeBufferPointer { pixels in
                for i in 0..<width * height {
                    grays[i] = rule(
                        Int(pixels[3 * i]),
                        Int(pixels[3 * i + 1]),
                        Int(pixels[3 * i + 2])
                    )
                }
            }
            count = width * height
        }
        return Image(width: width, height: height, channels: 1, pixels: grays)
    }
}

/// What a record holds of an image: its pixels, or an image file.
public enum ImageEncoding: String, Codable, Sendable {
    /// The pixels themselves.
    case pixels = "none"
    /// A PNG file, which loses nothing.
    case png
    /// A JPEG file, smaller and less exact.
    case jpg
}

extension Image {
    /// The bytes of an image file; nil where plain pixels are kept.
    ///
    /// `quality`, from 1 to 100, is that of a JPEG file.
    func file(_ encoding: ImageEncoding, quality: Int) throws(DataError) -> [UInt8]? {
        switch encoding {
        case .pixels: nil
        case .png: try png()
        case .jpg: try Vips.encode(self, as: "jpg[Q=\(quality),subsample_mode=on]")
        }
    }
}

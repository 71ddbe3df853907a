/// A kind of image file, recognised by its first bytes.
enum ImageFormat: String, CaseIterable, Sendable {
    case png = "PNG"
    case jpeg = "JPEG"
    case bmp = "BMP"
    case pnm = "PPM"
    case webp = "WebP"
    case tiff = "TIFF"
    case gif = "GIF"
    case heif = "HEIC"
    case avif = "AVIF"
    case jpeg2000 = "JPEG 2000"
    case jpegXL = "JPEG XL"
    case svg = "SVG"
    case pdf = "PDF"
    case photoshop = "Photoshop"
    case icon = "icon"
    case openEXR = "OpenEXR"
    case radiance = "Radiance HDR"
    case matlab = "MATLAB"

    /// How many bytes are needed.
    static let headSize = 512

    /// The kinds that are read; what reads the others is not safe for files from outside, or rarely
    /// installed.
    var isRead: Bool {
        switch self {
        case .png, .jpeg, .bmp, .pnm, .webp, .tiff, .gif: true
        default: false
        }
    }

    /// The names of those that are read, for a sentence.
    static let readNames: String = {
        let names = allCases.filter(\.isRead).map(\.rawValue)
        return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    }()

    /// Why one that is not read is refused.
    var refusal: String { "a \(rawValue) file, which is not read; allowed are \(Self.readNames)" }

    /// The kind of image that the bytes begin as; nil if they are not an image.
    init?(_ bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(Self.headSize))
        let found = Self.signatures.first { $0.isMet(by: head) }?.format
        guard let format = found ?? (Self.isBMP(head) ? .bmp : Self.text(head)) else { return nil }
        self = format
    }

    private struct Signature {
        let format: ImageFormat
        var offset = 0
        let bytes: [UInt8]

        init(_ format: ImageFormat, _ text: String, at offset: Int = 0) {
            self.init(format, Array(text.utf8), at: offset)
        }

        init(_ format: ImageFormat, _ bytes: [UInt8], at offset: Int = 0) {
            (self.format, self.offset, self.bytes) = (format, offset, bytes)
        }

        func isMet(by head: [UInt8]) -> Bool { head.dropFirst(offset).starts(with: bytes) }
    }

    private static let signatures: [Signature] = [
        Signature(.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        Signature(.jpeg, [0xFF, 0xD8, 0xFF]),
        Signature(.gif, "GIF87a"), Signature(.gif, "GIF89a"),
        Signature(.tiff, [0x49, 0x49, 0x2A, 0x00]), Signature(.tiff, [0x4D, 0x4D, 0x00, 0x2A]),
        Signature(.tiff, [0x49, 0x49, 0x2B, 0x00]), Signature(.tiff, [0x4D, 0x4D, 0x00, 0x2B]),
        Signature(.webp, "WEBP", at: 8),
        Signature(.avif, "ftypavi", at: 4),
        Signature(.heif, "ftyphe", at: 4), Signature(.heif, "ftypmif1", at: 4),
        Signature(.heif, "ftypmsf1", at: 4),
        Signature(.jpeg2000, [0xFF, 0x4F, 0xFF, 0x51]), Signature(.jpeg2000, "jP  ", at: 4),
        Signature(.jpegXL, [0xFF, 0x0A]), Signature(.jpegXL, "JXL ", at: 4),
        Signature(.pdf, "%PDF-"), Signature(.photoshop, "8BPS"),
        Signature(.icon, [0, 0, 1, 0]), Signature(.openEXR, [0x76, 0x2F, 0x31, 0x01]),
        Signature(.radiance, "#?RADIANCE"), Signature(.radiance, "#?RGBE"),
        Signature(.matlab, "MATLAB 5.0 MAT-file"),
    ]

    /// Two letters and the length of the header behind them: "BM" alone begins many a text.
    private static func isBMP(_ head: [UInt8]) -> Bool {
        head.starts(with: Array("BM".utf8)) && head.count >= 18
            && [12, 40, 52, 56, 64, 108, 124].contains(head[14])
            && head[15...17].allSatisfy { $0 == 0 }
    }

    /// The kinds whose beginning is text.
    private static func text(_ head: [UInt8]) -> ImageFormat? {
        if head.count > 2, head[0] == UInt8(ascii: "P"), (0x31...0x36).contains(head[1]) {
            let rest = head.dropFirst(2)
            let next = rest.first { !$0.isSpace } ?? 0
            let isNext = (0x30...0x39).contains(next) || next == UInt8(ascii: "#")
            if isNext, rest.first?.isSpace == true || rest.first == UInt8(ascii: "#") {
                return .pnm
            }
        }
        let text = String(decoding: head, as: UTF8.self)
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard start.hasPrefix("<") else { return nil }
        return start.hasPrefix("<svg") || text.contains("<svg") || text.contains("<!DOCTYPE svg")
            ? .svg : nil
    }
}

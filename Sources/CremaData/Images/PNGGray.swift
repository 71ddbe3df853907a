import Glibc

/// libpng's way from the colours of a PNG file to grey, which OpenCV asks it for.
///
/// Colours are weighed in 32768ths. In a file with a gamma, light is weighed instead: each
/// colour's value to the power of 1 / gamma, and the sum back again.
struct PNGGray {
    /// The gamma of the file in 100000ths; nil where none is said, or one that changes nothing.
    private let gamma: Int?

    /// Reads what the file's chunks before its pixels say of its gamma.
    init(_ bytes: [UInt8]) {
        var gamma: Int?
        var isStandard = false
        var place = 8
        while place + 12 <= bytes.count {
            let length = Self.number(bytes, place)
            guard length <= bytes.count - place - 12 else { break }
            switch String(decoding: bytes[place + 4..<place + 8], as: UTF8.self) {
            case "gAMA" where length == 4: gamma = Self.number(bytes, place + 8)
            case "sRGB": isStandard = true
            case "IDAT": place = bytes.count
            default: break
            }
            place += 12 + length
        }
        if isStandard { gamma = 45455 }
        self.gamma = gamma.flatMap { $0 > 0 && !(95_000...105_000).contains($0) ? $0 : nil }
    }

    private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    /// The grey image of samples that are red, green and blue.
    func image(of samples: Samples) -> Image {
        switch samples.values {
        case .words(let words): image(of: words, samples, rounding: 16384)
        case .bytes(let bytes): image(of: bytes, samples, rounding: 0)
        }
    }

    private func image<Value: FixedWidthInteger>(
        of values: [Value],
        _ samples: Samples,
        rounding: Int
    ) -> Image {
        let tables = gamma.map { Tables(gamma: $0, most: Int(Value.max)) }
        return samples.image(1) { pixel, out in
            let place = pixel * samples.bands
            let gray = Self.gray(
                Int(values[place]),
                Int(values[place + 1]),
                Int(values[place + 2]),
                tables,
                rounding: rounding
            )
            out.pointee = UInt8(gray >> (Value.bitWidth - 8))
        }
    }

    private static func gray(
        _ red: Int,
        _ green: Int,
        _ blue: Int,
        _ tables: Tables?,
        rounding: Int
    ) -> Int {
        if red == green, red == blue { return red }
        guard let tables else { return (9797 * red + 19234 * green + 3737 * blue + rounding) >> 15 }
        let light =
            9797 * tables.light[red] + 19234 * tables.light[green] + 3737 * tables.light[blue]
        return tables.value[(light + 16384) >> 15]
    }

    /// From values to light and back.
    private struct Tables {
        let light: [Int]
        let value: [Int]

        init(gamma: Int, most: Int) {
            // Powers are 100000ths as well, and rounded as often as in libpng.
            let inverse = (1e10 / Double(gamma) + 0.5).rounded(.down)
            let back = (1e10 / inverse + 0.5).rounded(.down)
            func table(_ power: Double) -> [Int] {
                (0...most).map {
                    Int((Double(most) * pow(Double($0) / Double(most), power) + 0.5).rounded(.down))
                }
            }
            light = table(inverse * 1e-5)
            value = table(back * 1e-5)
        }
    }
}

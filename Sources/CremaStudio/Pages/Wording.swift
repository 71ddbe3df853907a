import CremaJobs
import CremaProto
import Foundation

/// Numbers as people read them.
enum Wording {
    static func duration(_ seconds: Double) -> Phrase {
        let whole = Int(saturating: seconds.rounded())
        switch whole {
        case ..<60: return Phrase("format.seconds", ["seconds": "\(whole)"])
        case ..<3600:
            let (minutes, rest) = ("\(whole / 60)", "\(whole % 60)")
            return Phrase("format.minutes", ["minutes": minutes, "seconds": rest])
        default:
            let (hours, minutes) = ("\(whole / 3600)", "\(whole % 3600 / 60)")
            return Phrase("format.hours", ["hours": hours, "minutes": minutes])
        }
    }

    static func percent(_ percent: Double, digits: Int) -> Phrase {
        Phrase("format.percent", ["number": String(format: "%.\(digits)f", percent)])
    }

    /// A part of 1 in whole percent, from 0 to 100, as wide as a bar of it is drawn.
    static func share(
        _ part: Double,
        rounded rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
    ) -> Int {
        Int(saturating: (100 * min(max(part, 0), 1)).rounded(rule))
    }

    /// A number without zeros behind its point.
    static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15
            ? String(Int(saturating: number)) : String(number)
    }

    /// Four significant digits.
    static func number(_ number: Double) -> String {
        String(format: "%.4g", number == 0 ? 0 : number)
    }

    static func size(_ bytes: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(bytes), 0)
        while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        return String(format: unit == 0 || value >= 100 ? "%.0f %@" : "%.1f %@", value, units[unit])
    }

    static func date(_ seconds: Double, _ words: Words) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = words["format.date"]
        return format.string(from: Date(year1To9999: seconds))
    }
}

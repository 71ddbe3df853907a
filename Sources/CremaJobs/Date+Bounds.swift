public import Foundation

extension Date {
    /// The date at a number of seconds since 1970, clamped to the years 1 to 9999, as calendars do
    /// not cover every number that a file may contain.
    public init(year1To9999 seconds: Double) {
        let bounds = -62_135_596_800.0...253_402_300_799.0
        let isNumber = !seconds.isNaN
        self.init(
            timeIntervalSince1970: isNumber
                ? min(max(seconds, bounds.lowerBound), bounds.upperBound) : 0
        )
    }
}

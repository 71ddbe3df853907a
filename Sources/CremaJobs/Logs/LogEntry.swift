/// One line from glog, `I0210 13:39:22.381027 25210 solver.cpp:204] Iteration 100, lr = 0.01`, or
/// of a log without such prefixes.
struct LogEntry {
    /// When it was written; nil if the log does not contain it.
    let time: LogTime?
    /// The text after the time.
    let text: ArraySlice<UInt8>

    /// The entries of a log.
    ///
    /// If several processes write to one file, or something else leaves a line open, an entry may
    /// begin inside a line. If any line has a time, lines without one do not belong to the log.
    static func all(of log: ArraySlice<UInt8>) -> [LogEntry] {
        let lines = log.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let entries = lines.flatMap(timed)
        return entries.isEmpty ? lines.map { LogEntry(time: nil, text: $0) } : entries
    }

    private static func timed(_ line: ArraySlice<UInt8>) -> [LogEntry] {
        var starts: [(place: Int, time: LogTime, end: Int)] = []
        var place = line.startIndex
        while place < line.endIndex {
            var rest = line[place...]
            if let time = LogTime(&rest) {
                starts.append((place, time, rest.startIndex))
                place = rest.startIndex
            } else {
                place += 1
            }
        }
        return starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1].place : line.endIndex
            return LogEntry(time: starts[index].time, text: line[starts[index].end..<end])
        }
    }

    /// What follows the first occurrence of some words; nil if they do not occur.
    func text(behind words: StaticString) -> ArraySlice<UInt8>? {
        let wanted = UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount)
        guard text.count >= wanted.count else { return nil }
        for start in text.startIndex...text.endIndex - wanted.count
        where text[start] == wanted[0]
            && text[start..<start + wanted.count].elementsEqual(wanted)
        {
            return text[(start + wanted.count)...]
        }
        return nil
    }
}

/// The time of a log line: `I0210 13:39:22.381027` or, of newer logs, `I20240210 13:39:22.381027`.
struct LogTime {
    /// The year, which older logs lack.
    let year: Int?
    let month: Int
    let day: Int
    /// Since midnight.
    let seconds: Double

    /// Takes a time from the beginning of bytes; if there is none, returns nil and takes nothing.
    init?(_ bytes: inout ArraySlice<UInt8>) {
        var rest = bytes
        guard let letter = rest.popFirst(), "IWEF".utf8.contains(letter),
            let date = rest.popDigits(), [4, 8].contains(date.count),
            rest.first == UInt8(ascii: " ")
        else { return nil }
        rest = rest.drop { $0 == UInt8(ascii: " ") }
        var parts: [Int] = []
        for separator in ":: ".utf8.prefix(2) + [UInt8(ascii: ".")] {
            guard let digits = rest.popDigits(), digits.count <= 2, rest.popFirst() == separator
            else { return nil }
            parts.append(digits.number)
        }
        guard let fraction = rest.popDigits(), fraction.count <= 9 else { return nil }
        year = date.count == 8 ? date.prefix(4).number : nil
        (month, day) = (date.suffix(4).prefix(2).number, date.suffix(2).number)
        guard (1...12).contains(month), (1...31).contains(day), parts[0] < 25, parts[1] < 60,
            parts[2] < 61
        else { return nil }
        var micros = 0.0
        for digit in fraction.reversed() { micros = (micros + Double(digit - 48)) / 10 }
        seconds = Double(parts[0] * 3600 + parts[1] * 60 + parts[2]) + micros
        bytes = rest
    }

    /// Seconds since 1970, in a given year if the line lacks one, as if the log's clock were in
    /// UTC.
    func seconds(inYear year: Int) -> Double {
        Double(Self.days(self.year ?? year, month, day) * 86_400) + seconds
    }

    /// Days since 1970, counted in years that begin in March, so the extra day of leap years is the
    /// last one of a year.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + ofYear - 719_468
    }

    /// Whether it is 29 February.
    var isLeapDay: Bool { month == 2 && day == 29 }
}

extension ArraySlice<UInt8> {
    /// Takes the digits at the beginning; nil if there are none.
    mutating func popDigits() -> ArraySlice<UInt8>? {
        let digits = prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty else { return nil }
        removeFirst(digits.count)
        return digits
    }

    /// The number that a few digits represent.
    fileprivate var number: Int { reduce(0) { $0 &* 10 &+ Int($1 &- 48) } }

    /// The number at the beginning, whatever follows it; nil if there is none.
    ///
    /// Also recognised: `nan`, `-nan`, `inf`, and Windows' `1.#QNAN`, `-1.#IND`, `1.#INF`.
    var leadingNumber: Double? {
        let text = String(decoding: prefix(40), as: UTF8.self).lowercased()
        let isNegative = text.hasPrefix("-")
        let size = text.drop { $0 == "-" || $0 == "+" }
        if size.hasPrefix("nan") || size.hasPrefix("1.#qnan") || size.hasPrefix("1.#ind")
            || size.hasPrefix("1.#snan")
        {
            return .nan
        }
        if size.hasPrefix("inf") || size.hasPrefix("1.#inf") {
            return isNegative ? -.infinity : .infinity
        }
        return Double(text.prefix { $0.isNumber || ".e+-".contains($0) })
    }
}

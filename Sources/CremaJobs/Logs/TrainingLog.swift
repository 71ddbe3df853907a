import CremaData
import Foundation

/// The numbers in the log of a training, as Caffe's `parse_log.py` finds them.
///
/// Time zero is the line with the word "Solving". A row takes the learning rate that was logged
/// last before it, the first row that of the second. Values that are no number or infinite are kept.
public struct TrainingLog {
    /// The outputs of the train net, one row an iteration that was displayed.
    public private(set) var train = LogTable()
    /// The outputs of the test nets, one row a test.
    public private(set) var test = LogTable()

    private var iteration: Double?
    private var learningRate = Double.nan

    /// Reads the lines of a log.
    ///
    /// Throws `DataError` where the file cannot be read or has no line that says "Solving".
    public init(path: String) throws {
        try self.init(lines: FileBytes.lines(path: path), year: Self.yearChanged(path), path: path)
    }

    /// Reads lines; `year` is that of the log, which classic lines do not have.
    init(lines: [String], year: Int, path: String) throws {
        guard let first = lines.firstIndex(where: { $0.contains("Solving") }),
            var last = LogTime(lines[first], year: year)
        else {
            throw DataError.invalidFile(
                path: path,
                reason: "no log of a training: no line says \"Solving\""
            )
        }
        let start = last.seconds
        for line in lines[(first + 1)...] {
            if let match = line.firstMatch(of: /Iteration (\d+)/) { iteration = Double(match.1) }
            guard iteration != nil, var time = LogTime(line, year: last.year) else { continue }
            if time.month < last.month, let next = LogTime(line, year: last.year + 1) {
                time = next
            }
            last = time
            read(line, seconds: time.seconds - start)
        }
        train.finish()
        test.finish()
    }

    private mutating func read(_ line: String, seconds: Double) {
        guard let iteration else { return }
        if let match = line.firstMatch(of: /lr = ([-+]?[0-9]*\.?[0-9]+([eE]?[-+]?[0-9]+)?)/) {
            learningRate = Double(match.1) ?? .nan
        }
        let pattern = /(Train|Test) net output #(\d+): (\S+) = ([-+.\deE]+|[-+]?(nan|inf))/
        guard let match = line.firstMatch(of: pattern), let value = Double(match.4) else { return }
        let row = LogTable.Row(iteration: iteration, seconds: seconds, learningRate: learningRate)
        let name = String(match.3)
        if match.1 == "Train" {
            train.add(name, value, to: row)
        } else {
            test.add(name, value, to: row)
        }
    }

    /// The year in which a file was written last.
    private static func yearChanged(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let date = attributes?[.modificationDate] as? Date ?? Date()
        return Calendar(identifier: .gregorian).component(.year, from: date)
    }
}

/// The time of a log line: `I0210 13:39:22.381027` or, of newer logs, `I20240210 13:39:22.381027`.
struct LogTime {
    let year: Int
    let month: Int
    /// Since 1970, as if the clock of the log were that of Greenwich.
    let seconds: Double

    /// nil where the line has no time.
    init?(_ line: String, year: Int) {
        let pattern = /^[IWEF](\d{4})?(\d\d)(\d\d) +(\d+):(\d+):(\d+)\.(\d+)/
        guard let match = line.firstMatch(of: pattern) else { return nil }
        let number = { (text: Substring) in Int(text) ?? 0 }
        self.year = match.1.map(number) ?? year
        month = number(match.2)
        var parts = DateComponents()
        (parts.year, parts.month, parts.day) = (self.year, month, number(match.3))
        (parts.hour, parts.minute, parts.second) = (
            number(match.4), number(match.5), number(match.6)
        )
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        guard let date = calendar.date(from: parts), let fraction = Double("0.\(match.7)") else {
            return nil
        }
        seconds = date.timeIntervalSince1970 + fraction
    }
}

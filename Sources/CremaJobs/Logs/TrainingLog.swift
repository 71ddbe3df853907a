import CremaData
import CremaProto
import Foundation

/// The numbers in the log of a training, as Caffe's `parse_log.py` finds them.
///
/// Time zero is the line with the word "Solving", or the first line if none has it, as in a log of
/// `solver.step` or the end of a long one. A row has the learning rate that was last logged before
/// it, the first row that of the second. NaN and infinite values are kept. A log that continues
/// after a resumed training, or holds several, makes a new row each time an output is logged.
public struct TrainingLog {
    /// The outputs of the train net, one row per displayed iteration; if the log has none, as those
    /// of 2013, the displayed losses.
    public private(set) var train = LogTable()
    /// The outputs of the test nets, one row per test of all of them.
    public private(set) var test = LogTable()

    private var losses = LogTable()
    private var iteration: Double?
    private var learningRate = Double.nan
    private var testNet = 0

    /// Reads the lines of a log.
    ///
    /// Throws `DataError` if the file cannot be read or is not a log of a training.
    public init(path: String) throws {
        try self.init(
            text: FileBytes.text(path: path),
            lastYear: Self.yearChanged(path),
            path: path
        )
    }

    /// Reads a log; `year` is the year of its last line, which classic logs do not contain.
    init(text: ArraySlice<UInt8>, lastYear: Int, path: String) throws {
        let entries = LogEntry.all(of: text)
        let seconds = Self.seconds(of: entries, lastYear: lastYear)
        let solving = entries.firstIndex { $0.text(behind: "Solving") != nil }
        let first = solving ?? 0
        for index in entries.indices.dropFirst(first) {
            read(entries[index], seconds: seconds[index] - seconds[first])
        }
        if train.isEmpty { train = losses }
        guard solving != nil || iteration != nil else {
            throw DataError.invalidFile(
                path: path,
                reason: "not a log of a training: no line contains \"Solving\" or \"Iteration\""
            )
        }
        train.finish()
        test.finish()
    }

    private mutating func read(_ entry: LogEntry, seconds: Double) {
        if entry.text(behind: "Solving") != nil { closeRows() }
        if var number = entry.text(behind: "Iteration "), let digits = number.popDigits() {
            iteration = digits.leadingNumber
        }
        guard let iteration else { return }
        if let net = entry.text(behind: "Testing net") {
            testNet = Self.number(inMark: net)
        }
        if let rate = entry.text(behind: "lr = ")?.leadingNumber { learningRate = rate }
        let row = LogTable.Row(iteration: iteration, seconds: seconds, learningRate: learningRate)
        if let output = Output(entry.text(behind: "Train net output")) {
            train.add(output, ofNet: 0, to: row)
        } else if let output = Output(entry.text(behind: "Test net output")) {
            test.add(output, ofNet: testNet, to: row)
        } else if let output = Output(entry.text(behind: "Test score"), name: "score") {
            test.add(output, ofNet: testNet, to: row)
        } else if entry.text(behind: "Iteration ") != nil,
            let loss = entry.text(behind: ", loss = ")?.leadingNumber
        {
            losses.add(LogOutput(index: 0, name: "loss", value: loss), ofNet: 0, to: row)
        }
    }

    private mutating func closeRows() {
        train.closeRow()
        test.closeRow()
        losses.closeRow()
        testNet = 0
    }

    private typealias Output = LogOutput

    /// The number in ` (#1)`; 0 if there is none.
    private static func number(inMark text: ArraySlice<UInt8>) -> Int {
        var text = text.drop { !(48...57).contains($0) }
        return text.popDigits()?.leadingNumber.flatMap { Int(exactly: $0) } ?? 0
    }

    // MARK: Time

    /// The time of each entry, in seconds; NaN if the log has no times.
    private static func seconds(of entries: [LogEntry], lastYear: Int) -> [Double] {
        let passed = yearsPassed(in: entries)
        var year = lastYear - (passed.last ?? 0)
        // A log may be older than its file if somebody has copied it.
        let leap = entries.indices.first { entries[$0].time?.isLeapDay == true }
        while let leap, !isLeap(year + passed[leap]), year > lastYear - 9 { year -= 1 }
        return entries.indices.map { index in
            entries[index].time?.seconds(inYear: year + passed[index]) ?? .nan
        }
    }

    /// How many years have passed since the first entry, judging by months that start over.
    private static func yearsPassed(in entries: [LogEntry]) -> [Int] {
        var (years, month) = (0, 0)
        return entries.map { entry in
            guard let time = entry.time else { return years }
            // With several threads, one may be late at New Year.
            let isLate = month == 1 && time.month == 12 && time.day == 31
            if isLate { return years - 1 }
            if time.month < month { years += 1 }
            month = time.month
            return years
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    }

    /// The year in which a file was last written.
    private static func yearChanged(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let date = attributes?[.modificationDate] as? Date ?? Date()
        return Calendar(identifier: .gregorian).component(.year, from: date)
    }
}

/// One number of a net, `#0: accuracy = 0.98`.
struct LogOutput {
    /// Its index among the outputs of its net.
    let index: Int
    let name: String
    let value: Double

    init(index: Int, name: String, value: Double) {
        (self.index, self.name, self.value) = (index, name, value)
    }

    /// What follows "net output"; nil if it is not an output, or is cut off.
    ///
    /// Words before the number, such as `mAP`, come from forks. `name` is for lines without a name.
    init?(_ text: ArraySlice<UInt8>?, name: String? = nil) {
        guard var text, let mark = text.firstIndex(of: UInt8(ascii: "#")) else { return nil }
        text = text[(mark + 1)...]
        guard let digits = text.popDigits(), let index = digits.leadingNumber,
            text.popFirst() == UInt8(ascii: ":"), text.popFirst() == UInt8(ascii: " ")
        else { return nil }
        let equals = Array(" = ".utf8)
        let place = text.indices.first { text[$0...].starts(with: equals) }
        let start = name == nil ? place : text.startIndex - equals.count
        guard let start, let value = text[(start + equals.count)...].leadingNumber else {
            return nil
        }
        self.index = Int(exactly: index) ?? 0
        self.name = name ?? String(raw: text[..<start]).shown
        self.value = value
    }
}

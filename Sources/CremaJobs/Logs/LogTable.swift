import CremaData

/// Rows of a log's numbers, with a column for each output.
public struct LogTable {
    /// What was logged for one iteration.
    public struct Row {
        /// The finished iterations.
        public let iteration: Double
        /// Since training began.
        public let seconds: Double
        /// The last learning rate that was logged.
        public var learningRate: Double
        /// The outputs by name.
        public var outputs: [String: Double] = [:]

        init(iteration: Double, seconds: Double, learningRate: Double) {
            self.iteration = iteration
            self.seconds = seconds
            self.learningRate = learningRate
        }
    }

    /// The names of the outputs, in the order of the log.
    public private(set) var names: [String] = []
    /// The rows, in the order of the log.
    public private(set) var rows: [Row] = []

    init() {}

    /// Adds an output to the last row where that has the iteration, else to `row`.
    ///
    /// Of several numbers under one name the last one stays, as with Caffe.
    mutating func add(_ name: String, _ value: Double, to row: Row) {
        if !names.contains(name) { names.append(name) }
        if rows.last?.iteration != row.iteration { rows.append(row) }
        rows[rows.count - 1].outputs[name] = value
    }

    /// Gives the first row, which is logged before its rate, that of the second.
    mutating func finish() {
        if rows.count > 1 { rows[0].learningRate = rows[1].learningRate }
    }

    /// Writes the table, as Python's `csv` does, and says whether there was anything to write.
    public func write(to path: String, delimiter: String) throws -> Bool {
        guard !rows.isEmpty else { return false }
        let header = ["NumIters", "Seconds", "LearningRate"] + names
        let lines = rows.map { row in
            ["\(row.iteration)", "\(row.seconds.microseconds)", "\(row.learningRate)"]
                + names.map { row.outputs[$0].map { "\($0)" } ?? "" }
        }
        let text = ([header] + lines).map { cells in
            cells.map { Self.quoted($0, delimiter) }.joined(separator: delimiter) + "\r\n"
        }
        try AtomicFile.write(path: path, text: text.joined())
        return true
    }

    private static func quoted(_ cell: String, _ delimiter: String) -> String {
        guard cell.contains(delimiter) || cell.contains("\"") else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}

extension Double {
    /// Rounded to the log's resolution, so that no digits are shown that it does not have.
    fileprivate var microseconds: Double { (self * 1e6).rounded() / 1e6 }
}

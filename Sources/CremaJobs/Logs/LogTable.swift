import CremaData

/// The numbers of a log as rows, with one column per output.
///
/// A column has the name of its output. If an output has several numbers, the columns are
/// `name[0]`, `name[1]` and so on; if several test nets have an output with the same name, the
/// later ones have the net's number in the column's name, `accuracy (#1)`.
public struct LogTable {
    /// What was logged for one iteration.
    public struct Row {
        /// The finished iterations.
        public let iteration: Double
        /// The time since training began.
        public let seconds: Double
        /// The last learning rate that was logged.
        public fileprivate(set) var learningRate: Double
        /// The outputs by the names of their columns.
        public fileprivate(set) var outputs: [String: Double] = [:]
        fileprivate var values: [Column: Double] = [:]
        fileprivate var seen: Set<[Int]> = []

        init(iteration: Double, seconds: Double, learningRate: Double) {
            self.iteration = iteration
            self.seconds = seconds
            self.learningRate = learningRate
        }
    }

    /// One number of an output of a net.
    fileprivate struct Column: Hashable {
        let net: Int
        let name: String
        /// Its index among the numbers with that name.
        let place: Int
    }

    /// The names of the columns, in the order of the log.
    public private(set) var names: [String] = []
    /// The rows, in the order of the log.
    public private(set) var rows: [Row] = []
    private var columns: [Column] = []
    private var known: Set<Column> = []
    private var isRowOpen = false

    init() {}

    /// Whether nothing was logged.
    var isEmpty: Bool { rows.isEmpty }

    /// Adds an output to the open row if it has the same iteration and lacks the output, otherwise
    /// to a new one.
    mutating func add(_ output: LogOutput, ofNet net: Int, to row: Row) {
        let key = [net, output.index]
        let isNew =
            !isRowOpen || rows.last?.iteration != row.iteration
            || rows.last?.seen.contains(key) == true
        if isNew { rows.append(row) }
        isRowOpen = true
        let last = rows.count - 1
        rows[last].seen.insert(key)
        var column = Column(net: net, name: output.name, place: 0)
        while rows[last].values[column] != nil {
            column = Column(net: net, name: output.name, place: column.place + 1)
        }
        if known.insert(column).inserted { columns.append(column) }
        rows[last].values[column] = output.value
    }

    /// Makes the next output begin a row.
    mutating func closeRow() { isRowOpen = false }

    /// Names the columns, and gives the first row, which is logged before its rate, the rate of the
    /// second.
    mutating func finish() {
        if rows.count > 1 { rows[0].learningRate = rows[1].learningRate }
        names = columns.map { column in
            let hasSeveral = known.contains(Column(net: column.net, name: column.name, place: 1))
            let own = hasSeveral ? "\(column.name)[\(column.place)]" : column.name
            let isTaken = columns.contains { $0.net < column.net && $0.name == column.name }
            return isTaken ? "\(own) (#\(column.net))" : own
        }
        for index in rows.indices {
            for (column, name) in zip(columns, names) {
                rows[index].outputs[name] = rows[index].values[column]
            }
        }
    }

    /// Writes the table, in the format of Python's `csv`, and returns whether there was anything to
    /// write.
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
    /// Rounded to the log's resolution, to show no more digits than it has.
    fileprivate var microseconds: Double { (self * 1e6).rounded() / 1e6 }
}

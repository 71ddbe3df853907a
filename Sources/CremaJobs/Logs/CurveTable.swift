import CremaEvents
import CremaProto

/// The curves of a training as a table: a row for each iteration at which something was measured.
public struct CurveTable: Sendable {
    private struct Row {
        var rate: Float?
        var values: [String: Float] = [:]
    }

    private var rows: [Int: Row] = [:]
    private let iterationsPerEpoch: Double

    /// The curves of a job so far, without what it has done again since.
    public init(of folder: JobFolder, iterationsPerEpoch: Double) {
        self.iterationsPerEpoch = max(1, iterationsPerEpoch)
        var reader = folder.eventReader()
        reader.read { line in
            guard [nil, .train, .test, .request].contains(JobEvent.Kind(ofLine: line)),
                let record = EventRecord(line: line)
            else { return }
            add(record.event)
        }
    }

    private mutating func add(_ event: JobEvent) {
        switch event {
        case .train(let row):
            rows[row.iteration, default: Row()].rate = row.learningRate
            add(row.outputs, "train", row.iteration)
        case .test(let row):
            add(row.outputs, row.net == 0 ? "val" : "val \(row.net)", row.iteration)
        case .request(.goOn(let iteration)):
            rows = rows.filter { $0.key < iteration }
        default: break
        }
    }

    private mutating func add(_ outputs: [String: Float], _ part: String, _ iteration: Int) {
        for (name, value) in outputs {
            rows[iteration, default: Row()].values["\(name) (\(part))"] = value
        }
    }

    /// The table as comma-separated values, with a line of names; what was not measured is empty.
    public var csv: String {
        let names = Set(rows.values.flatMap(\.values.keys)).sorted()
        let head = ["iteration", "epoch", "lr"] + names.map(Self.quoted)
        let lines = rows.sorted { $0.key < $1.key }.map { iteration, row in
            let epoch = (Double(iteration) / iterationsPerEpoch * 1e6).rounded() / 1e6
            let values = [row.rate] + names.map { row.values[$0] }
            return ["\(iteration)", "\(epoch)"] + values.map { $0.map { "\($0)" } ?? "" }
        }
        return ([head] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ name: String) -> String {
        let isPlain = name.allSatisfy { !",\"\r\n".contains($0) }
        return isPlain ? name : "\"\(name.replacing("\"", with: "\"\""))\""
    }
}

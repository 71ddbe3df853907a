import CremaEvents
import CremaProto

/// The outputs of a training in short: the last, the least and the largest value of each, and a few
/// points of the loss.
struct OutputSummary: Codable, Sendable, Equatable {
    struct Range: Codable, Sendable, Equatable {
        var last: Double
        var least: Double
        var largest: Double
    }

    struct Point: Codable, Sendable, Equatable {
        var iteration: Int
        var value: Double
    }

    /// By DIGITS' names, such as `loss (train)`.
    private(set) var ranges: [String: Range] = [:]
    /// Points of the first output of training whose name has "loss" in it.
    private(set) var points: [Point] = []
    private var stride = 1
    private var count = 0

    /// A sparkline has between one and two times as many points.
    private static let mostPoints = 50

    /// Adds a line of training.
    mutating func add(_ line: TrainLine) {
        for (name, value) in line.outputs { add(value, "\(name) (train)") }
        let loss = line.outputs.first { $0.name.lowercased().contains("loss") }
        guard let value = (loss ?? line.outputs.first)?.value else { return }
        if count.isMultiple(of: stride) {
            points.append(Point(iteration: line.iteration, value: value))
        }
        count = count.addingSaturated(1)
        guard points.count > 2 * Self.mostPoints else { return }
        stride = stride.multipliedSaturated(by: 2)
        points = points.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }

    /// Adds the means of a test net.
    mutating func add(_ row: JobEvent.TestRow) {
        for (name, value) in row.outputs where value.isFinite {
            add(Double(value), "\(name) (val)")
        }
    }

    /// Drops the points from an iteration on.
    mutating func drop(from iteration: Int) {
        points.removeAll { $0.iteration >= iteration }
    }

    private mutating func add(_ value: Double, _ name: String) {
        let range = ranges[name]
        ranges[name] = Range(
            last: value,
            least: min(value, range?.least ?? value),
            largest: max(value, range?.largest ?? value)
        )
    }
}

import CremaEvents
import CremaJobs

extension JobSummary {
    /// Counts the outputs of the events so far anew, without those of iterations that the training
    /// does again.
    mutating func recount(in folder: JobFolder) {
        var bounds = Self.bounds(in: folder, lines: eventCount)[...]
        var number = 0
        (outputs, accuracy) = (OutputSummary(), nil)
        var reader = folder.eventReader()
        reader.read { line in
            number += 1
            guard number <= eventCount else { return }
            bounds = bounds.drop { $0.line <= number }
            let end = bounds.first?.iteration ?? .max
            switch JobEvent.Kind(ofLine: line) {
            case .train:
                if let row = TrainLine(line), row.iteration < end { outputs.add(row) }
            case nil, .test:
                guard case .test(let row) = EventRecord(line: line)?.event, row.iteration < end
                else { return }
                add(row)
            default: break
            }
        }
    }

    /// Each line from which a training goes on, and the first iteration that is done again by then
    /// or later.
    private static func bounds(
        in folder: JobFolder,
        lines: Int
    ) -> [(line: Int, iteration: Int)] {
        var found: [(line: Int, iteration: Int)] = []
        var number = 0
        var reader = folder.eventReader()
        reader.read { line in
            number += 1
            guard number <= lines, [nil, .request].contains(JobEvent.Kind(ofLine: line)),
                case .request(.goOn(let iteration)) = EventRecord(line: line)?.event
            else { return }
            found.append((number, iteration))
        }
        for index in found.indices.dropLast().reversed() {
            found[index].iteration = min(found[index].iteration, found[index + 1].iteration)
        }
        return found
    }
}

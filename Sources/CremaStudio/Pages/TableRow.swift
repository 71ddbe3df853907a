import CremaEvents
import CremaJobs
import Foundation

/// A job as a row of DIGITS' table of jobs, with its keys.
struct TableRow: Encodable {
    /// A value of any of the kinds that a row has.
    enum Value: Encodable {
        case text(String)
        case number(Double)
        case integer(Int)
        case numbers([Double])
        case flag(Bool)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .integer(let number): try container.encode(number)
            case .numbers(let numbers): try container.encode(numbers)
            case .flag(let flag): try container.encode(flag)
            }
        }
    }

    /// The values by their keys.
    private(set) var values: [String: Value]

    /// The row of a job; `job.json` has what is not in its summary, where it can be read.
    init(_ summary: JobSummary, _ job: Job?, modelCount: Int) {
        values = [
            "id": .text(summary.id), "name": .text(summary.name),
            "group": .text(summary.groupName), "status": .text(summary.status),
            "status_css": .text(JobRow.colour(of: summary.jobStatus)),
            "submitted": .number(summary.created),
            "elapsed": .number(summary.elapsed(at: Date().timeIntervalSince1970) ?? 0),
            "type": .text(summary.kind), "notes": .text(summary.notes),
        ]
        guard summary.jobKind == .model else {
            values["backend"] = .text(job?.dataset?.fields["backend"] ?? "lmdb")
            values["refs"] = .integer(modelCount)
            return
        }
        values["framework"] = .text("caffe")
        values["dataset_id"] = .text(summary.datasetID ?? "")
        values["progress"] = .integer(Wording.share(summary.progress, rounded: .down))
        values["sparkline"] = .numbers(summary.outputs.points.map(\.value))
        for (name, range) in summary.outputs.ranges {
            values["\(name) last"] = .number(range.last)
            values["\(name) min"] = .number(range.least)
            values["\(name) max"] = .number(range.largest)
        }
    }

    /// The row of a pretrained model.
    init(_ model: PretrainedModel, hasLabels: Bool) {
        values = [
            "id": .text(model.id), "name": .text(model.name), "group": .text(""),
            "status": .text(JobEvent.Status.done.rawValue),
            "status_css": .text(JobRow.colour(of: .done)), "submitted": .number(model.created),
            "elapsed": .number(0), "type": .text("pretrained_model"), "framework": .text("caffe"),
            "username": .text(""), "has_labels": .flag(hasLabels),
        ]
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

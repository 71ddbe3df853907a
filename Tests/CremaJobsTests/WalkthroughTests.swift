import CremaData
import CremaJobs
import Foundation
import Testing

@Suite struct WalkthroughTests {
    /// A folder of jobs with some data sets and models in it, made one after the other.
    private func withJobs(
        _ jobs: [(kind: Job.Kind, name: String, dataset: Int?)],
        _ test: (Walkthrough, [String]) throws -> Void
    ) throws {
        try withTemporaryFolder { parent in
            var ids: [String] = []
            for (number, made) in jobs.enumerated() {
                let settings = made.dataset.map { ["dataset": ids[$0]] } ?? [:]
                let job = Job(
                    kind: made.kind,
                    name: made.name,
                    settings: settings,
                    now: Date(timeIntervalSince1970: 1_479_982_530 + Double(number))
                )
                try JobFolder(url: parent.appendingPathComponent(job.id)).create(job)
                ids.append(job.id)
            }
            try test(Walkthrough(jobs: parent, layerFile: ""), ids)
        }
    }

    @Test func `nothing is made twice`() throws {
        try withJobs([(.dataset, "Fashion-MNIST", nil), (.model, "LeNet", 0)]) { walkthrough, ids in
            #expect(try walkthrough.job(.dataset).url.lastPathComponent == ids[0])
            #expect(try walkthrough.job(.plain).url.lastPathComponent == ids[1])
        }
    }

    @Test func `a data set of MNIST goes before one that stands in for it`() throws {
        try withJobs([(.dataset, "MNIST", nil), (.dataset, "Fashion-MNIST", nil)]) {
            #expect($0.existing(.dataset)?.url.lastPathComponent == $1[0])
        }
    }

    @Test func `a model on another data set is not the tutorial's`() throws {
        let jobs: [(Job.Kind, String, Int?)] = [
            (.dataset, "Fashion-MNIST", nil), (.model, "LeNet", 0), (.dataset, "MNIST", nil),
        ]
        try withJobs(jobs) { walkthrough, ids in
            #expect(walkthrough.existing(.plain) == nil)
            let made = try walkthrough.job(.plain).job()
            #expect(made.settings["dataset"] == ids[2])
        }
    }
}

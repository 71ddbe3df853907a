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
                let dataset = made.dataset.map { ids[$0] } ?? ""
                let job = Job(
                    made.kind == .model
                        ? .model(ModelSettings(name: made.name, dataset: dataset))
                        : .dataset(DatasetSettings(name: made.name, MNISTDataset())),
                    now: Date(timeIntervalSince1970: 1_479_982_530 + Double(number))
                )
                _ = try JobFolder.make(job, in: parent)
                ids.append(job.id)
            }
            try test(Walkthrough(jobs: parent, layerFile: ""), ids)
        }
    }

    @Test func `nothing is made twice`() throws {
        try withJobs([(.dataset, "Fashion-MNIST", nil), (.model, "LeNet", 0)]) { walkthrough, ids in
            let (dataset, model) = (try walkthrough.job(.dataset), try walkthrough.job(.plain))
            #expect(dataset.url.lastPathComponent == ids[0])
            #expect(model.url.lastPathComponent == ids[1])
        }
    }

    @Test func `a data set of MNIST is preferred to its substitute`() throws {
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
            #expect(made.datasetID == ids[2])
        }
    }
}

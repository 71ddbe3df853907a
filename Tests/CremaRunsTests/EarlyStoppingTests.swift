import CremaData
import CremaEvents
import CremaProto
import TestSupport
import Testing

@testable import CremaRuns

@Suite struct EarlyStoppingTests {
    private func history(_ accuracies: [Float], by step: Int = 10) -> ValidationHistory {
        var history = ValidationHistory(ofJobIn: nil)
        for (number, accuracy) in accuracies.enumerated() {
            history.take(test(number * step, accuracy))
        }
        return history
    }

    private func test(_ iteration: Int, _ accuracy: Float) -> JobEvent {
        .test(.init(iteration: iteration, outputs: ["accuracy": accuracy, "loss": 1 - accuracy]))
    }

    private let patient = EarlyStopping(measure: "accuracy", patience: 2)

    @Test func `training ends after so many validations without an improvement`() {
        #expect(history([0.1, 0.5, 0.5]).reasonToStop(by: patient) == nil)
        #expect(history([0.1, 0.5, 0.4, 0.6, 0.5]).reasonToStop(by: patient) == nil)
        let reason = history([0.1, 0.5, 0.4, 0.5]).reasonToStop(by: patient)
        #expect(reason?.english.contains("iteration 10, whose accuracy was 0.5") == true)
    }

    @Test func `an improvement must be as large as the rule requires`() {
        var rule = patient
        rule.minImprovement = 0.25
        #expect(history([0, 0.125, 0.1875]).reasonToStop(by: rule) != nil)
        #expect(history([0, 0.125, 0.25]).reasonToStop(by: rule) == nil)
    }

    @Test func `without a measure the loss decides`() {
        var history = ValidationHistory(ofJobIn: nil)
        for (iteration, loss) in [2, 1, 1.5, Float.nan].enumerated() {
            history.take(.test(.init(iteration: iteration, outputs: ["loss": loss])))
        }
        let reason = history.reasonToStop(by: patient)
        #expect(reason?.english.contains("iteration 1, whose loss was 1.0") == true)
    }

    @Test func `validations that are never finite end training`() {
        let reason = history([.nan, .nan]).reasonToStop(by: patient)
        #expect(reason?.key == "notice.never_measured")
    }

    @Test func `a training that goes on after its end has all its patience again`() {
        var history = history([0.5, 0.4, 0.4])
        history.take(.status(.done))
        history.take(.request(.goOn(fromIteration: 20)))
        history.take(test(20, 0.4))
        #expect(history.reasonToStop(by: patient) == nil)
        history.take(test(30, 0.4))
        #expect(history.reasonToStop(by: patient) == nil)
        history.take(test(40, 0.4))
        #expect(history.reasonToStop(by: patient) != nil)
    }

    @Test func `a training that was interrupted counts on where it was`() {
        var history = history([0.5, 0.4])
        history.take(.status(.aborted))
        history.take(.request(.goOn(fromIteration: 10)))
        history.take(test(10, 0.4))
        #expect(history.reasonToStop(by: patient) == nil)
        history.take(test(20, 0.4))
        #expect(history.reasonToStop(by: patient) != nil)
    }

    @Test func `the best snapshot is the first with the best validation`() {
        let history = history([0.1, 0.9, 0.9, 0.2])
        #expect(history.best(of: [10, 20, 30], by: "accuracy") == 10)
        #expect(history.best(of: [10, 30], by: "accuracy") == 10)
        #expect(history.best(of: [5, 15], by: "accuracy") == 15)
        #expect(ValidationHistory(ofJobIn: nil).best(of: [10], by: "accuracy") == nil)
    }
}

@Suite struct OlderSnapshotsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for iteration in [10, 20, 30, 40] {
            for ending in ["caffemodel", "solverstate", "resume.json", "layers.py"] {
                try folder.write("s_iter_\(iteration).\(ending)", [])
            }
        }
        try folder.write("s_iter_x.caffemodel", [])
        try folder.write("other_iter_10.caffemodel", [])
    }

    private var iterations: [String] {
        get throws {
            try Folder.names(in: folder.path)
                .filter { $0.hasPrefix("s_iter_") && $0.hasSuffix(".caffemodel") }.sorted()
        }
    }

    @Test func `the last snapshots and the best stay, with all their files`() throws {
        let older = OlderSnapshots(prefix: folder("s"))
        let removed = older.remove(before: 40, keeping: 2) { all in
            #expect(all == [10, 20, 30, 40])
            return [10]
        }
        #expect(removed == [20])
        #expect(try iterations == ["10", "30", "40", "x"].map { "s_iter_\($0).caffemodel" })
        let names = try Folder.names(in: folder.path)
        #expect(!names.contains { $0.hasPrefix("s_iter_20.") })
        #expect(names.count { $0.hasPrefix("s_iter_10.") } == 4)
        #expect(names.contains("other_iter_10.caffemodel"))
    }

    @Test func `what a removal left that was killed is removed the next time`() throws {
        try Folder.remove(folder("s_iter_10.solverstate"))
        try Folder.remove(folder("s_iter_10.caffemodel"))
        _ = OlderSnapshots(prefix: folder("s")).remove(before: 40, keeping: 3) { _ in [] }
        #expect(try !Folder.names(in: folder.path).contains { $0.hasPrefix("s_iter_10.") })
    }

    @Test func `later snapshots and the newest stay whatever is kept`() throws {
        _ = OlderSnapshots(prefix: folder("s")).remove(before: 20, keeping: 1) { _ in [] }
        #expect(try iterations == ["20", "30", "40", "x"].map { "s_iter_\($0).caffemodel" })
    }
}

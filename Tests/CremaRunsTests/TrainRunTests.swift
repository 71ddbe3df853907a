import CremaData
import CremaEngine
import CremaEvents
import CremaProto
import TestSupport
import Testing

@testable import CremaRuns

@Suite struct TrainRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A run of a net whose data and dropout are random.
    private func run(_ settings: String = "") throws -> TrainRun {
        let path = folder("solver.prototxt")
        try AtomicFile.write(
            path: path,
            text: """
                \(settings) base_lr: 0.01 lr_policy: "fixed" max_iter: 6 display: 2
                test_iter: 1 test_interval: 3 snapshot_prefix: "\(folder("s"))"
                train_state { stage: "own" }
                net_param {
                  layer { name: "x" type: "DummyData" top: "x" top: "t"
                    dummy_data_param { shape { dim: 4 dim: 3 } shape { dim: 4 dim: 2 }
                      data_filler { type: "gaussian" } data_filler { type: "gaussian" } } }
                  layer { name: "drop" type: "Dropout" bottom: "x" top: "x" include { phase: TRAIN } }
                  layer { name: "ip" type: "InnerProduct" bottom: "x" top: "ip"
                    inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
                  layer { name: "loss" type: "EuclideanLoss" bottom: "ip" bottom: "t" top: "loss" }
                  layer { name: "one" type: "Silence" bottom: "x"
                    include { min_level: 2 stage: "own" stage: "flag" } }
                }
                """
        )
        var run = TrainRun(solver: path)
        run.workers = 2
        return run
    }

    @Test func `flags add to the state of the train net alone`() throws {
        var run = try run()
        (run.level, run.stages) = (2, ["flag"])
        let solver = try run.makeSolver(in: RunHost(log: .none))
        #expect(solver.net.node("one") != nil)
        #expect(solver.testNets.allSatisfy { $0.node("one") == nil })
    }

    @Test func `a resumed run without a seed ends with the weights of an uninterrupted one`() throws
    {
        func train(from snapshot: String?) throws -> [UInt8] {
            var run = try run("snapshot: 4")
            run.snapshot = snapshot
            try run.makeSolver(in: RunHost(log: .none)).solve()
            return try FileBytes.read(path: folder("s_iter_6.caffemodel"))
        }
        let straight = try train(from: nil)
        #expect(try train(from: folder("s_iter_4.solverstate")) == straight)
    }

    @Test func `events are reported, and written if the run belongs to a job`() throws {
        let events = Events()
        var run = try run()
        run.jobDir = folder.path
        try run.run(in: RunHost(log: .none, observers: [events]))
        let kinds = events.all.map(\.kind)
        #expect(kinds.first == .status && kinds.last == .status)
        #expect(events.all.last == .status(.done))
        #expect(kinds.count { $0 == .train } == 3)
        #expect(kinds.count { $0 == .test } == 3)
        #expect(events.all.contains(.snapshot(iteration: 6, file: "s_iter_6.caffemodel")))
        #expect(events.all.contains(.progress(task: "train", done: 4, total: 6)))
        var reader = EventReader(folder: folder.path)
        #expect(reader.records().map(\.event.kind) == kinds)
    }

    @Test func `a training without improvement ends early, and goes on from its last snapshot`()
        throws
    {
        var run = try run("snapshot: 3")
        let events = Events()
        run.jobDir = folder.path
        run.earlyStopping = EarlyStopping(measure: nil, patience: 1, minImprovement: 1e9)
        try run.run(in: RunHost(log: .none, observers: [events]))
        #expect(events.all.last == .status(.done))
        let notice = events.all.compactMap(\.notice).last
        #expect(notice?.title.key == "notice.stopped_early")
        #expect(events.all.compactMap(\.testRow).map(\.iteration) == [0, 3])
        #expect(Folder.hasFile(folder("s_iter_3.solverstate")))
        #expect(!Folder.hasFile(folder("s_iter_4.solverstate")))

        let more = Events()
        EventLog(folder: folder.path).append(.request(.goOn(fromIteration: 3)))
        run.snapshot = folder("s_iter_3.solverstate")
        try run.run(in: RunHost(log: .none, observers: [more]))
        #expect(more.all.compactMap(\.testRow).map(\.iteration) == [3, 6])
        #expect(more.all.compactMap(\.notice).isEmpty)
        #expect(Folder.hasFile(folder("s_iter_6.solverstate")))
    }

    @Test func `the best and the last snapshots are kept`() throws {
        var run = try run("snapshot: 1")
        run.keepSnapshots = 2
        let events = Events()
        try run.run(in: RunHost(log: .none, observers: [events]))
        let tests = events.all.compactMap(\.testRow)
        let kept = try Folder.names(in: folder.path).filter { $0.hasSuffix(".caffemodel") }
        let best = tests.dropLast().max {
            ($0.score(by: nil)?.rank ?? 0) < ($1.score(by: nil)?.rank ?? 0)
        }
        // Until the next validation, snapshots have the score of the last one before.
        let bestKept = best?.iteration == 3 ? ["s_iter_3.caffemodel"] : []
        let last = ["s_iter_5.caffemodel", "s_iter_6.caffemodel"]
        #expect(Set(kept).isSuperset(of: last + bestKept))
        #expect(kept.count <= 3)
    }

    @Test func `a failure is reported before the status that it leads to`() throws {
        let events = Events()
        let run = TrainRun(solver: folder("missing.prototxt"))
        #expect(throws: (any Error).self) {
            try run.run(in: RunHost(log: .none, observers: [events]))
        }
        // Only a run that belongs to a job, or whose host listens, is reported at all.
        #expect(events.all.map(\.kind) == [.status, .error, .status])
        #expect(events.all.last?.status == .error)
    }

    @Test func `the reference device trains to nearly the same weights`() throws {
        func loss(on device: String?) throws -> [Float] {
            var run = try run("random_seed: 1")
            run.device = device
            let events = Events()
            try run.run(in: RunHost(log: .none, observers: [events]))
            return events.all.compactMap(\.testRow?.outputs["loss"])
        }
        let (expected, found) = (try loss(on: "reference"), try loss(on: nil))
        #expect(expected.count == 3)
        #expect(zip(expected, found).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect { try loss(on: "abacus") } throws: {
            "\($0)" == "unknown device \"abacus\"; available: cpu, reference"
                && ExitStatus($0) == .usage
        }
    }
}

/// Keeps what is reported.
final class Events: RunObserver {
    private let events = Guarded<[JobEvent]>([])

    var all: [JobEvent] { events.withLock { $0 } }

    func observe(_ event: JobEvent) { events.withLock { $0.append(event) } }
}

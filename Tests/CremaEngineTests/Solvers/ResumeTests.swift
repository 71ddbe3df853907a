import CremaData
import CremaProto
import TestSupport
import Testing

@testable import CremaEngine

/// A run that was interrupted and resumed ends with the files of one that was not, byte for byte.
struct ResumeTests {
    private let folder: TemporaryFolder
    private static let iterations = 12

    /// Two databases, of sizes that no batch divides.
    init() throws {
        folder = try TemporaryFolder()
        for (name, count) in [("train", 23), ("test", 17)] {
            let writer = try LMDBWriter(path: folder("\(name)_db"))
            for number in 0..<count {
                let record = ImageRecord(
                    channels: 2,
                    height: 7,
                    width: 7,
                    values: .bytes(
                        (0..<98).map { UInt8(truncatingIfNeeded: $0 * 31 + number * 97) }
                    ),
                    target: .label(number % 3)
                )
                try writer.put(key: Array("\(1000 + number)".utf8), value: record.bytes)
            }
            try writer.finish()
        }
    }

    /// A net in which much is random and much is remembered.
    private func text(_ settings: String) -> String {
        """
        \(settings) base_lr: 0.01 max_iter: \(Self.iterations) display: 1 average_loss: 3
        test_iter: 3 test_interval: 4 snapshot_prefix: "\(folder("s"))"
        net_param {
          layer { name: "train" type: "Data" top: "x" top: "t" include { phase: TRAIN }
            data_param { source: "\(folder("train_db"))" backend: LMDB batch_size: 4 }
            transform_param { mirror: true crop_size: 6 scale: 0.01 } }
          layer { name: "test" type: "Data" top: "x" top: "t" include { phase: TEST }
            data_param { source: "\(folder("test_db"))" backend: LMDB batch_size: 4 }
            transform_param { crop_size: 6 scale: 0.01 } }
          layer { name: "noise" type: "DummyData" top: "noise"
            dummy_data_param { shape { dim: 4 dim: 2 dim: 6 dim: 6 } data_filler { type: "gaussian" std: 0.1 } } }
          layer { name: "sum" type: "Eltwise" bottom: "x" bottom: "noise" top: "sum" }
          layer { name: "conv" type: "Convolution" bottom: "sum" top: "conv"
            convolution_param { num_output: 3 kernel_size: 3 weight_filler { type: "xavier" } } }
          layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" }
          layer { name: "drop" type: "Dropout" bottom: "conv" top: "conv" }
          layer { name: "rows" type: "Reshape" bottom: "conv" top: "rows"
            reshape_param { shape { dim: 4 dim: 1 dim: -1 } } }
          layer { name: "cont" type: "DummyData" top: "cont"
            dummy_data_param { shape { dim: 4 dim: 1 } data_filler { type: "constant" value: 1 } } }
          layer { name: "lstm" type: "LSTM" bottom: "rows" bottom: "cont" top: "lstm"
            recurrent_param { num_output: 3 weight_filler { type: "uniform" min: -0.3 max: 0.3 } } }
          layer { name: "flat" type: "Reshape" bottom: "lstm" top: "flat"
            reshape_param { shape { dim: 4 dim: 3 } } }
          layer { name: "loss" type: "SoftmaxWithLoss" bottom: "flat" bottom: "t" top: "loss" }
        }
        """
    }

    /// A solver as `crema train` makes one, with the seed of the run that it goes on with.
    private func makeSolver(
        _ settings: String,
        from iteration: Int? = nil,
        seed: UInt64 = 5,
        workers: Int = 2,
        log: Log = .none
    ) throws -> Solver {
        let snapshot = iteration.map { folder("s_iter_\($0).solverstate") }
        let earlier = try snapshot.flatMap { try ResumeState.read(besideState: $0) }
        let solver = try Solver.make(
            text(settings),
            seed: earlier?.seed ?? seed,
            workers: workers,
            log: log
        )
        if let snapshot { try solver.restore(snapshot) }
        return solver
    }

    /// The last snapshot, and all that was displayed, without times.
    private struct Ending: Equatable {
        var model: [UInt8]
        var state: [UInt8]
        var lines: [String]
    }

    /// Trains to the end, and takes the last snapshot away.
    private func end(_ solver: Solver, _ lines: LogLines) throws -> Ending {
        let built = lines.texts.count
        try solver.solve()
        let stem = folder("s_iter_\(Self.iterations)")
        defer {
            for ending in ["caffemodel", "solverstate", "resume.json"] {
                try? Folder.remove("\(stem).\(ending)")
            }
        }
        return Ending(
            model: try CremaData.FileBytes.read(path: "\(stem).caffemodel"),
            state: try CremaData.FileBytes.read(path: "\(stem).solverstate"),
            lines: lines.texts.dropFirst(built).filter {
                ["Iteration", "    T"].contains(where: $0.hasPrefix)
            }.map { line in
                // The time is between the iteration and the loss.
                line.contains(" iter/s") ? String(line.split(separator: ",").last ?? "") : line
            }
        )
    }

    private static let settings = [
        #"type: "SGD" momentum: 0.9 lr_policy: "inv" gamma: 0.1 power: 0.5 iter_size: 2"#,
        #"type: "Adam" momentum: 0.9 lr_policy: "multistep" gamma: 0.5 stepvalue: 3 stepvalue: 7"#,
        #"type: "AdaDelta" momentum: 0.9 delta: 1e-6 lr_policy: "step" gamma: 0.5 stepsize: 5"#,
    ]

    @Test(arguments: settings, [1, 6, 8])
    func `stopped after an iteration`(_ settings: String, _ iteration: Int) throws {
        let all = LogLines()
        let straight = try end(makeSolver(settings, log: all.log), all)
        let first = try makeSolver(settings)
        first.observer.request = { first.iteration == iteration ? .stop : .goOn }
        try first.solve()
        #expect(first.iteration == iteration)
        let rest = LogLines()
        let resumed = try end(makeSolver(settings, from: iteration, seed: 99, log: rest.log), rest)
        #expect(resumed.model == straight.model)
        #expect(resumed.state == straight.state)
        #expect(resumed.lines == straight.lines.suffix(resumed.lines.count))
        #expect(rest.withSeverity.allSatisfy { !$0.hasPrefix("W") })
    }

    @Test(arguments: [Solver.Request.stop, .saveAndStop, .snapshot])
    func `requested in the middle of a test`(_ request: Solver.Request) throws {
        let all = LogLines()
        let straight = try end(makeSolver(Self.settings[0], log: all.log), all)
        let first = try makeSolver(Self.settings[0])
        var batches = 0
        first.observer.request = {
            guard first.iteration == 8, first.momentsBeforeTests != nil else { return .goOn }
            batches += 1
            return batches == 2 ? request : .goOn
        }
        try first.solve()
        let rest = LogLines()
        let resumed = try end(makeSolver(Self.settings[0], from: 8, log: rest.log), rest)
        #expect(resumed.model == straight.model && resumed.state == straight.state)
        #expect(resumed.lines == straight.lines.suffix(resumed.lines.count))
    }

    @Test func `interrupted again and again`() throws {
        let lines = LogLines()
        let straight = try end(makeSolver(Self.settings[1], log: lines.log), lines)
        var last: Int?
        for iteration in [2, 3, 9] {
            let solver = try makeSolver(Self.settings[1], from: last)
            solver.observer.request = { solver.iteration == iteration ? .stop : .goOn }
            try solver.solve()
            last = iteration
        }
        let rest = LogLines()
        let resumed = try end(makeSolver(Self.settings[1], from: last, log: rest.log), rest)
        #expect(resumed.model == straight.model && resumed.state == straight.state)
    }

    // MARK: The file next to a snapshot

    /// What is logged or thrown when a run continues from a snapshot of iteration 4 whose file was
    /// changed.
    private func resuming(
        workers: Int = 2,
        _ change: (_ path: String) throws -> Void
    ) throws -> (warnings: [String], error: String?) {
        let first = try makeSolver(Self.settings[0])
        first.observer.request = { first.iteration == 4 ? .stop : .goOn }
        try first.solve()
        try change(folder("s_iter_4.resume.json"))
        let lines = LogLines()
        let error = message {
            _ = try makeSolver(Self.settings[0], from: 4, workers: workers, log: lines.log)
        }
        return (lines.withSeverity.filter { $0.hasPrefix("W") }, error)
    }

    @Test func `a missing file is a warning`() throws {
        let (warnings, error) = try resuming { try Folder.remove($0) }
        #expect(error == nil)
        #expect(warnings.count == 1 && warnings[0].contains("s_iter_4.resume.json is missing"))
    }

    @Test func `another number of workers is a warning`() throws {
        let (warnings, error) = try resuming(workers: 1) { _ in }
        #expect(error == nil)
        #expect(
            warnings == [
                "W the snapshot was made with 2 workers, but this run has 1: its numbers will "
                    + "differ in their last digits"
            ]
        )
    }

    @Test(arguments: ["", "{", "{}", "[1, 2]", "\u{FEFF}nonsense"])
    func `a damaged file is refused in words`(_ content: String) throws {
        let (_, error) = try resuming { try AtomicFile.write(path: $0, text: content) }
        #expect(error?.contains("s_iter_4.resume.json: the file is damaged (") == true)
    }

    @Test(arguments: [
        (#""iteration" : 4"#, #""iteration" : 3"#, "the file is of iteration 3"),
        (#""layer" : "train""#, #""layer" : "other""#, #"those of the file are "other""#),
        (#""record" : 32"#, #""record" : -1"#, #"layer "train": there is no record -1"#),
        (#""record" : 32"#, #""record" : 9223372036854775807"#, "there is no record 92233720"),
        (#""blobs" : ["#, #""blobs" : ["","#, "the file has 3 states, the layer"),
        (#""count" : 4"#, #""count" : -1"#, "its losses are not those of a window"),
        (
            #""count" : 4"#, #""count" : 9223372036854775807"#,
            "its losses are not those of a window"
        ),
    ])
    func `a file of another run is refused in words`(
        _ old: String,
        _ new: String,
        _ sentence: String
    ) throws {
        let (_, error) = try resuming { path in
            let text = String(decoding: try CremaData.FileBytes.read(path: path), as: UTF8.self)
            #expect(text.contains(old))
            try AtomicFile.write(
                path: path,
                text: text.replacing(old, with: new, maxReplacements: 1)
            )
        }
        #expect(error?.contains(sentence) == true, "\(error ?? "none")")
    }

    @Test func `recognises the names of snapshots in both formats`() {
        for ending in ["solverstate", "solverstate.h5", "caffemodel", "caffemodel.h5"] {
            #expect(
                ResumeState.path(beside: "a.b/s_iter_4.\(ending)") == "a.b/s_iter_4.resume.json"
            )
        }
    }
}

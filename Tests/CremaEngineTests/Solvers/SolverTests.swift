import CremaData
import CremaEngine
import CremaProto
import TestSupport
import Testing

/// Training as a whole: resuming, stopping, and what is refused.
struct SolverTests {
    /// A solver over a small net whose input stays the same.
    private func makeSolver(_ settings: String, prefix: String = "never") throws -> Solver {
        let text = """
            \(settings) max_iter: 10 random_seed: 3 snapshot_prefix: "\(prefix)"
            net_param {
              layer { name: "in" type: "Input" top: "x" top: "t"
                input_param { shape { dim: 6 dim: 8 } shape { dim: 6 } } }
              layer { name: "a" type: "InnerProduct" bottom: "x" top: "a"
                inner_product_param { num_output: 7 weight_filler { type: "xavier" } } }
              layer { name: "d" type: "Dropout" bottom: "a" top: "a" }
              layer { name: "b" type: "InnerProduct" bottom: "a" top: "b"
                inner_product_param { num_output: 3 weight_filler { type: "xavier" } } }
              layer { name: "loss" type: "SoftmaxWithLoss" bottom: "b" bottom: "t" top: "loss" }
            }
            """
        let solver = try Solver(
            SolverFile(SolverParameter.read(text: text, file: "solver.prototxt")),
            context: NetContext(seed: 3)
        )
        let x = try #require(solver.net.blob("x")).data.write()
        for index in x.indices { x[index] = Float(index * 29 % 17) / 8 - 1 }
        let t = try #require(solver.net.blob("t")).data.write()
        for index in t.indices { t[index] = Float(index % 3) }
        return solver
    }

    private func weights(_ solver: Solver) -> [Float] {
        solver.net.parameters.flatMap { Array($0.blob.data.read()) }
    }

    @Test(
        arguments: [
            #"type: "SGD" base_lr: 0.1 momentum: 0.9 lr_policy: "inv" gamma: 0.01 power: 0.75"#,
            #"type: "Adam" base_lr: 0.01 momentum: 0.9 lr_policy: "multistep" gamma: 0.5 stepvalue: 3 stepvalue: 7"#,
        ],
        ["", ".h5"]
    )
    func `ends with the same bits when it was interrupted and resumed`(
        _ settings: String,
        _ ending: String
    ) throws {
        let settings = settings + (ending.isEmpty ? "" : " snapshot_format: HDF5")
        let folder = try TemporaryFolder()
        let straight = try makeSolver(settings)
        try straight.step(10)
        let first = try makeSolver(settings, prefix: folder("half"))
        try first.step(5)
        try first.snapshot()
        let second = try makeSolver(settings)
        try second.restore(folder("half_iter_5.solverstate\(ending)"))
        try second.step(5)
        #expect(weights(second) == weights(straight))
        #expect(second.iteration == 10)
    }

    @Test func `stops at a loss that is not a number and names the layer`() throws {
        let solver = try makeSolver(#"base_lr: 0.1 lr_policy: "fixed""#)
        solver.net.node("a")?.layer.blobs[0].data.write().update(repeating: .nan)
        let error = #expect(throws: EngineError.self) { try solver.step(1) }
        #expect(error?.layer == "a")
        #expect("\(try #require(error))".contains("lower the learning rate"))
    }

    @Test func `stops at an update that is not a number, before it is in a snapshot`() throws {
        let folder = try TemporaryFolder()
        let solver = try makeSolver(
            #"base_lr: 0.1 lr_policy: "fixed" snapshot: 1"#,
            prefix: folder("s")
        )
        let gradient = solver.net.parameters[2].blob.diff
        solver.callbacks = [({}, { gradient.update()[3] = .nan })]
        let error = #expect(throws: EngineError.self) { try solver.solve() }
        #expect(error?.layer == "b")
        #expect("\(try #require(error))".contains("with values that are not numbers; lower the"))
        #expect(try Folder.names(in: folder.path) == [])
    }

    @Test(arguments: [
        (Solver.Request.stop, false, 0), (.stop, true, 1), (.saveAndStop, false, 1),
        (.saveAndStop, true, 1), (.snapshot, false, 1),
    ])
    func `saves a snapshot on request`(
        _ request: Solver.Request,
        _ savesAfterTraining: Bool,
        _ count: Int
    ) throws {
        let folder = try TemporaryFolder()
        let solver = try makeSolver(
            #"base_lr: 0.1 lr_policy: "fixed" snapshot_after_train: \#(savesAfterTraining)"#,
            prefix: folder("s")
        )
        solver.observer.request = { solver.iteration == 4 ? request : .goOn }
        try solver.solve()
        #expect(solver.iteration == (request == .snapshot ? 10 : 4))
        let models = try Folder.names(in: folder.path).filter { $0.hasSuffix(".caffemodel") }
        #expect(models == (count == 1 ? ["s_iter_4.caffemodel"] : []))
    }

    @Test func `continues after a stop when it is resumed`() throws {
        let solver = try makeSolver(#"base_lr: 0.1 lr_policy: "fixed""#)
        solver.observer.request = { solver.iteration == 2 ? .stop : .goOn }
        try solver.step(5)
        #expect(solver.iteration == 2)
        try solver.step(5)
        #expect(solver.iteration == 7)
    }

    @Test func `keeps gradients in a snapshot if snapshot_diff is set`() throws {
        let folder = try TemporaryFolder()
        for (diff, count) in [(false, 0), (true, 56)] {
            let solver = try makeSolver(
                "base_lr: 0.1 lr_policy: \"fixed\" snapshot_diff: \(diff)",
                prefix: folder("s")
            )
            try solver.step(1)
            try solver.snapshot()
            let weights = try NetParameter.read(caffemodel: folder("s_iter_1.caffemodel"))
            #expect(weights.layer.first { $0.name == "a" }?.blobs[0].diff.count == count)
        }
    }

    @Test func `stops after the iteration in which a stop is requested`() throws {
        let solver = try makeSolver(#"base_lr: 0.1 lr_policy: "fixed" snapshot_after_train: false"#)
        solver.observer.request = { solver.iteration == 4 ? .stop : .goOn }
        try solver.solve()
        #expect(solver.iteration == 4)
    }

    @Test(arguments: [
        (#"base_lr: 0.1 lr_policy: "stp""#, #"unknown lr_policy "stp"; did you mean "step"?"#),
        (
            #"type: "Adamm" base_lr: 0.1 lr_policy: "fixed""#,
            #"unknown solver type "Adamm"; did you mean "Adam"?"#
        ),
        (
            #"type: "AdaGrad" momentum: 0.9 base_lr: 0.1 lr_policy: "fixed""#,
            "AdaGrad has no momentum, found momentum: 0.9; remove it"
        ),
    ])
    func `refuses settings that make no sense`(_ settings: String, _ sentence: String) throws {
        let error = #expect(throws: EngineError.self) { try makeSolver(settings) }
        #expect("\(try #require(error))".hasSuffix(": " + sentence))
    }

    @Test func `refuses a solver state of another net`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("broken.solverstate", [1, 2, 3])
        let solver = try makeSolver(#"base_lr: 0.1 lr_policy: "fixed""#)
        let error = #expect(throws: EngineError.self) { try solver.restore(path) }
        #expect("\(try #require(error))".hasSuffix("the file is damaged, or not a .solverstate"))
    }
}

import CremaProto
import TestSupport
import Testing

@testable import CremaEngine

/// What training logs: Caffe's words, which people's parsers read.
struct SolverLogTests {
    /// y = w x with w = 0.5 at first, x = 1, wanted 2: the loss is (w - 2)^2 / 2.
    private let net = #"""
        name: "line"
        layer { name: "in" type: "DummyData" top: "x" top: "t" dummy_data_param {
          shape { dim: 1 dim: 1 } data_filler { type: "constant" value: 1 }
          data_filler { type: "constant" value: 2 } } }
        layer { name: "ip" type: "InnerProduct" bottom: "x" top: "y" inner_product_param {
          num_output: 1 bias_term: false weight_filler { type: "constant" value: 0.5 } } }
        layer { name: "loss" type: "EuclideanLoss" bottom: "y" bottom: "t" top: "loss" }
        """#

    /// All that is logged from `Solving` on, without times.
    private func solve(
        _ settings: String,
        _ change: (Solver) -> Void = { _ in }
    ) throws -> [String] {
        let lines = LogLines()
        let solver = try Solver.make("\(settings) net_param { \(net) }", log: lines.log)
        change(solver)
        try solver.solve()
        return lines.texts.drop { !$0.hasPrefix("Solving") }.map { line in
            guard let open = line.firstIndex(of: "("), let close = line.firstIndex(of: ")"),
                line.contains(" iter/s, ")
            else { return line }
            return line[..<open] + "(time" + line[close...]
        }
    }

    @Test func `a run is logged in Caffe's words`() throws {
        let lines = try solve(
            #"""
            base_lr: 0.5 lr_policy: "fixed" max_iter: 2 display: 1 test_iter: 2 test_interval: 2
            test_compute_loss: true snapshot_after_train: false
            """#
        )
        // w: 0.5, 1.25, 1.625.
        #expect(
            lines == [
                "Solving line", "Learning Rate Policy: fixed",
                "Iteration 0, Testing net (#0)", "Test loss: 1.125",
                "    Test net output #0: loss = 1.125 (* 1 = 1.125 loss)",
                "Iteration 0 (time), loss = 1.125",
                "    Train net output #0: loss = 1.125 (* 1 = 1.125 loss)",
                "Iteration 0, lr = 0.5",
                "Iteration 1 (time), loss = 0.28125",
                "    Train net output #0: loss = 0.28125 (* 1 = 0.28125 loss)",
                "Iteration 1, lr = 0.5",
                "Iteration 2, loss = 0.0703125",
                "Iteration 2, Testing net (#0)", "Test loss: 0.0703125",
                "    Test net output #0: loss = 0.0703125 (* 1 = 0.0703125 loss)",
                "Optimization Done.",
            ]
        )
    }

    @Test func `the displayed loss is the mean of the last ones, starting again with each step`()
        throws
    {
        let lines = LogLines()
        let solver = try Solver.make(
            #"""
            base_lr: 0.5 lr_policy: "fixed" max_iter: 9 display: 1 average_loss: 2
            net_param { \#(net) }
            """#,
            log: lines.log
        )
        try solver.step(3)
        try solver.step(1)
        let losses = lines.texts.filter { $0.contains(", loss = ") }.map {
            Float($0.split(separator: " ").last ?? "") ?? 0
        }
        // Single losses: 1.125 and a quarter of it each time.
        let single = (0..<4).map { 1.125 / Float(1 << (2 * $0)) }
        #expect(losses[0] == single[0])
        #expect(losses[1] == (single[0] + single[1]) / 2)
        #expect(abs(losses[2] - (single[1] + single[2]) / 2) < 1e-6)
        #expect(abs(losses[3] - single[3]) < 1e-6)
    }

    @Test func `displays every n-th iteration, and no first test without test_initialization`()
        throws
    {
        let lines = try solve(
            #"""
            base_lr: 0.5 lr_policy: "fixed" max_iter: 5 display: 2 test_iter: 1 test_interval: 3
            test_initialization: false snapshot_after_train: false
            """#
        )
        let shown = lines.filter { $0.hasPrefix("Iteration") }.map { $0.prefix(13) }
        #expect(
            shown == [
                "Iteration 0 (", "Iteration 0, ", "Iteration 2 (", "Iteration 2, ",
                "Iteration 3, ", "Iteration 4 (", "Iteration 4, ",
            ]
        )
        #expect(lines.last == "Optimization Done.")
    }

    @Test func `each step of multistep is logged`() throws {
        let lines = try solve(
            #"""
            base_lr: 0.5 lr_policy: "multistep" gamma: 0.5 stepvalue: 1 stepvalue: 1 max_iter: 3
            display: 1 snapshot_after_train: false
            """#
        ).filter { $0.contains("lr =") || $0.hasPrefix("MultiStep") }
        #expect(
            lines == [
                "Iteration 0, lr = 0.5",
                "MultiStep Status: Iteration 1, step = 1", "Iteration 1, lr = 0.25",
                "MultiStep Status: Iteration 2, step = 2", "Iteration 2, lr = 0.125",
            ]
        )
    }

    @Test func `clipped gradients are logged`() throws {
        // The gradient is w - 2 = -1.5.
        let lines = try solve(
            #"""
            base_lr: 0.5 lr_policy: "fixed" max_iter: 1 clip_gradients: 0.5 snapshot_after_train: false
            """#
        )
        #expect(
            lines[2]
                == "Gradient clipping: scaling down gradients (L2 norm 1.5 > 0.5) by scale factor "
                + "0.333333"
        )
    }

    @Test func `snapshots and an early stop are logged`() throws {
        let folder = try TemporaryFolder()
        let lines = try solve(
            #"""
            base_lr: 0.5 lr_policy: "fixed" max_iter: 9 snapshot: 2 snapshot_prefix: "\#(folder("s"))"
            """#
        ) { solver in solver.observer.request = { solver.iteration == 3 ? .stop : .goOn } }
        let wanted = [2, 3].flatMap { iteration in
            [
                "Snapshotting to binary proto file \(folder("s"))_iter_\(iteration).caffemodel",
                "Snapshotting solver state to binary proto file "
                    + "\(folder("s"))_iter_\(iteration).solverstate",
            ]
        }
        #expect(Array(lines.dropFirst(2)) == wanted + ["Optimization stopped early."])
    }

    @Test func `a stopped test is logged`() throws {
        let lines = try solve(
            #"""
            base_lr: 0.5 lr_policy: "fixed" max_iter: 9 test_iter: 5 test_interval: 2
            snapshot_after_train: false
            """#
        ) { $0.observer.request = { .stop } }
        #expect(
            Array(lines.suffix(3)) == [
                "Iteration 0, Testing net (#0)", "Test interrupted.", "Optimization stopped early.",
            ]
        )
    }

    @Test func `debug_info logs the iterations that are displayed, and all tests`() throws {
        let lines = try solve(
            #"""
            base_lr: 0.5 lr_policy: "fixed" max_iter: 4 display: 2 debug_info: true
            test_iter: 1 test_interval: 3 test_initialization: false snapshot_after_train: false
            """#
        )
        let norms = lines.filter { $0.contains("All net params") }
        #expect(norms.count == 2)
        let passes = lines.filter { $0.hasPrefix("    [Forward] Layer ip, param") }
        #expect(
            passes == [
                "    [Forward] Layer ip, param blob 0 data: 0.5",
                "    [Forward] Layer ip, param blob 0 data: 1.625",
                "    [Forward] Layer ip, param blob 0 data: 1.8125",
            ]
        )
    }

    @Test func `building a solver is logged in Caffe's words`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("net.prototxt", Array(net.utf8))
        let text = #"""
            net: "\#(path)" test_net: "\#(path)" test_net_param { \#(net) }
            test_iter: 1 test_iter: 1 test_iter: 1 test_interval: 5 base_lr: 0.1 lr_policy: "fixed"
            """#
        let lines = LogLines()
        _ = try Solver.make(text, log: lines.log)
        #expect(lines.texts[0].hasPrefix("Initializing solver from parameters: \n"))
        let told = lines.texts.filter { $0.hasPrefix("Creating t") || $0.hasPrefix("Solver") }
        #expect(
            told == [
                "Creating training net from net file: \(path)",
                "Creating test net (#0) specified by test_net_param",
                "Creating test net (#1) specified by test_net file: \(path)",
                "Creating test net (#2) specified by net file: \(path)",
                "Solver scaffolding done.",
            ]
        )
    }
}

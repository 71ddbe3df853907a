import CremaData
import CremaProto
import SwiftProtobuf
import TestSupport
import Testing

@testable import CremaEngine

/// Which nets a solver's file gives, in which states, and where its snapshots go.
struct SolverFileTests {
    private let folder: TemporaryFolder
    private let rate = #"base_lr: 0.1 lr_policy: "fixed" "#

    /// Nets called `a`, `b` and `c`.
    init() throws {
        folder = try TemporaryFolder()
        for name in ["a", "b", "c"] { try write("\(name).prototxt", "name: \"\(name)\"") }
    }

    @discardableResult
    private func write(_ name: String, _ text: String) throws -> String {
        try folder.write(name, Array(text.utf8))
    }

    private func read(_ text: String) throws -> SolverFile {
        try SolverFile(
            path: write("solver.prototxt", rate + text.replacing("@", with: folder.path + "/"))
        )
    }

    private func refusal(_ text: String) -> String? { message { _ = try read(text) } }

    // MARK: Nets

    @Test(arguments: [
        #"net: "@a.prototxt""#, #"train_net: "@a.prototxt""#, #"net_param { name: "a" }"#,
        #"train_net_param { name: "a" }"#,
    ])
    func `the train net may come from one of four fields`(_ text: String) throws {
        let file = try read(text)
        #expect(file.train.text.message.name == "a" && file.train.state.phase == .train)
        #expect(file.tests.isEmpty)
    }

    @Test(arguments: [
        ("", 0), (#"net: "@a.prototxt" train_net: "@b.prototxt""#, 2),
        (#"net: "@a.prototxt" net_param { }"#, 2),
        (#"train_net: "@a.prototxt" train_net_param { } net_param { }"#, 3),
    ])
    func `exactly one of the four fields must be set`(_ text: String, _ count: Int) {
        #expect(refusal(text)?.hasSuffix("must name the train net, found \(count)") == true)
    }

    @Test(arguments: ["a.prototxt", "far/away/a.prototxt"])
    func `a relative path to a net that does not exist is searched next to the solver file`(
        _ name: String
    ) {
        #expect(
            refusal("net: \"\(name)\"")
                == "\(name): cannot be read: No such file or directory; net in "
                + "\(folder.path)/solver.prototxt is relative to the working directory, "
                + "\(Folder.working); did you mean \(folder.path)/a.prototxt?"
        )
    }

    @Test func `a net that is not found is reported with the folders that were searched`() {
        #expect(
            refusal(#"test_net: "x.prototxt" test_iter: 1 test_interval: 1 net_param { }"#)?
                .hasSuffix("is relative to the working directory, \(Folder.working)") == true
        )
        #expect(
            refusal(#"train_net: "/nowhere/x.prototxt""#)
                == "/nowhere/x.prototxt: cannot be read: No such file or directory"
        )
        #expect(
            refusal(#"train_net: "/nowhere/b.prototxt""#)?
                .hasSuffix("directory; did you mean \(folder.path)/b.prototxt?") == true
        )
    }

    @Test func `test nets come in Caffe's order, and the generic net for what test_iter has left`()
        throws
    {
        let file = try read(
            #"""
            net: "@a.prototxt" test_net: "@b.prototxt" test_net: "@c.prototxt" test_net_param { name: "d" }
            test_iter: [1, 2, 3, 4, 5] test_interval: 1
            """#
        )
        #expect(file.tests.map(\.text.message.name) == ["d", "b", "c", "a", "a"])
        #expect(file.tests.allSatisfy { $0.state.phase == .test })
    }

    @Test(arguments: [
        (#"net: "@a.prototxt" test_net: "@b.prototxt" test_net: "@c.prototxt" test_iter: 1"#, 1, 2),
        (#"train_net: "@a.prototxt" test_net: "@b.prototxt""#, 0, 1),
        (#"train_net: "@a.prototxt" test_net: "@b.prototxt" test_iter: 1 test_iter: 2"#, 2, 1),
        (#"train_net: "@a.prototxt" test_iter: 1"#, 1, 0),
    ])
    func `test_iter is needed for each test net`(_ text: String, _ found: Int, _ nets: Int) {
        let sentence =
            "give test_iter once per test net: found \(found) for \(nets) test nets"
        #expect(refusal(text)?.hasSuffix(sentence) == true)
    }

    @Test func `test_state is needed for each test net or for none`() {
        let text = #"net: "@a.prototxt" test_iter: 1 test_iter: 1 test_state { level: 1 }"#
        #expect(
            refusal(text)?.hasSuffix(
                "give test_state once per test net or not at all: found 1 for 2 test nets"
            ) == true
        )
    }

    @Test(arguments: [0, -1]) func `test nets need an interval`(_ interval: Int) throws {
        let text = """
            \(rate) net_param { name: "a" } test_iter: 1 test_interval: \(interval)
            """
        #expect(
            message { _ = try Solver.make(text) }?.hasSuffix(
                ": a solver with test nets needs a test_interval above 0, found \(interval)"
            ) == true
        )
    }

    @Test func `a negative number of test batches is refused`() {
        let text = "\(rate) net_param { name: \"a\" } test_iter: -2 test_interval: 1"
        #expect(
            message { _ = try Solver.make(text) }
                == "solver.prototxt:1:58: test_iter must not be negative, found -2"
        )
    }

    // MARK: States

    @Test func `states of the net and of the solver add up`() throws {
        try write("a.prototxt", #"state { phase: TEST level: 3 stage: "net" }"#)
        let file = try read(
            #"""
            net: "@a.prototxt" train_state { phase: TRAIN stage: "train" }
            test_iter: 1 test_iter: 1 test_interval: 1
            test_state { stage: "first" } test_state { level: 1 stage: "second" }
            """#
        )
        let states = ([file.train] + file.tests).map(\.state)
        #expect(states.map(\.phase) == [.train, .test, .test])
        #expect(states.map(\.level) == [3, 3, 1])
        #expect(states.map(\.stage) == [["net", "train"], ["net", "first"], ["net", "second"]])
    }

    // MARK: Nets that stand in the solver's file

    @Test func `nets in older formats may be in the solver file`() throws {
        let text = #"""
            train_net_param {
              input: "x" input_dim: [2, 1, 1, 3]
              layers { name: "ip" type: INNER_PRODUCT bottom: "x" top: "ip" blobs_lr: 1 blobs_lr: 2
                inner_product_param { num_output: 2 } }
            }
            test_net_param {
              layers { layer { name: "data" type: "data" source: "db" batchsize: 3 } top: "x" top: "t" }
            }
            test_iter: 1
            """#
        let file = try read(text)
        #expect(file.train.text.message.layer.map(\.type) == ["Input", "InnerProduct"])
        #expect(file.train.text.message.layer[1].param.map(\.lrMult) == [1, 2])
        #expect(file.tests[0].text.message.layer.map(\.type) == ["Data"])
        #expect(file.tests[0].text.message.layer[0].dataParam.batchSize == 3)
    }

    @Test func `an error in such a net has its line and column`() throws {
        let text = #"""
            net_param {
              layer { name: "x" type: "Input" top: "x" }
              layer { name: "p" type: "Poling" bottom: "x" top: "p" }
            }
            """#
        let path = try write("solver.prototxt", rate + "\n" + text)
        let sentence = message {
            _ = try Solver(SolverFile(path: path), context: NetContext(device: ReferenceDevice()))
        }
        #expect(
            sentence
                == #"\#(path):4:21: layer "p": unknown type "Poling"; did you mean "Pooling"?"#
        )
        let old = #"net_param { layers { layer { name: "x" type: "convv" } } }"#
        #expect(
            refusal(old)?.hasSuffix(
                #"solver.prototxt:1:45: layer "x": unknown type "convv"; did you mean "conv"?"#
            ) == true
        )
    }

    @Test(arguments: [
        ("average_loss: 0", ":2:1: average_loss must be at least 1, found 0"),
        (#"debug_info: true type: "Adm""#, ":2:18: unknown solver type \"Adm\"; did you"),
        (#"snapshot: 1 snapshot_prefix: "/no/x""#, ":2:13: cannot write /no/x"),
        ("test_iter: 1", ": a solver with test nets needs a test_interval above 0"),
    ])
    func `a setting that makes no sense is reported with its line and column`(
        text: String,
        says: String
    ) throws {
        let net = #"net_param { layer { name: "x" type: "Input" top: "x" } }"#
        let path = try write("solver.prototxt", rate + net + "\n" + text)
        let sentence = message {
            _ = try Solver(SolverFile(path: path), context: NetContext(device: ReferenceDevice()))
        }
        #expect(sentence?.hasPrefix(path + says) == true, "\(sentence ?? "nothing")")
    }

    // MARK: Where snapshots go

    @Test func `snapshots go next to the solver file by default`() throws {
        let file = try read(#"net: "@a.prototxt""#)
        #expect(file.parameter.snapshotPrefix == folder("solver"))
        #expect(
            file.notes == ["snapshot_prefix was not specified and is set to \(folder("solver"))"]
        )
        let other = try read(#"net: "@a.prototxt" snapshot_prefix: "@x/y""#)
        #expect(other.parameter.snapshotPrefix == folder("x/y") && other.notes.isEmpty)
    }

    @Test(arguments: ["", "/"])
    func `in a prefix that is a folder, snapshots have the solver's name`(
        _ slash: String
    ) throws {
        try Folder.create(folder("out"))
        let file = try read("net: \"@a.prototxt\" snapshot_prefix: \"@out\(slash)\"")
        #expect(file.parameter.snapshotPrefix == folder("out/solver"))
        #expect(
            file.notes == [
                "snapshot_prefix was a directory and is replaced to \(folder("out/solver"))"
            ]
        )
    }

    @Test func `a prefix that cannot be written to is refused before training`() throws {
        let text = #"""
            \#(rate) snapshot_prefix: "\#(folder("missing/s"))" max_iter: 1
            net_param { layer { name: "x" type: "DummyData" top: "x" dummy_data_param { shape { dim: 1 } } } }
            """#
        let atStart = message { _ = try Solver.make(text + " snapshot: 5") }
        #expect(atStart?.contains("cannot write") == true)
        #expect(
            atStart?.contains("snapshots go to snapshot_prefix: \"\(folder("missing/s"))\"") == true
        )
        let solver = try Solver.make(text)
        let atEnd = try #require(message { try solver.solve() })
        #expect(atStart?.hasSuffix(": " + atEnd) == true)
        #expect(solver.iteration == 0)
    }

    // MARK: Weights

    @Test func `weights are lists of files, for the train net and all test nets`() throws {
        let net = #"""
            layer { name: "x" type: "DummyData" top: "x" dummy_data_param { shape { dim: 1 dim: 1 } } }
            layer { name: "a" type: "InnerProduct" bottom: "x" top: "a" inner_product_param { num_output: 1 bias_term: false } }
            layer { name: "b" type: "InnerProduct" bottom: "x" top: "b" inner_product_param { num_output: 1 bias_term: false } }
            """#
        for (file, layer, value) in [("one", "a", 1), ("two", "b", 2), ("three", "a", 3)] {
            let weights = try NetParameter.read(
                text: """
                    layer { name: "\(layer)" type: "InnerProduct"
                      blobs { shape { dim: 1 dim: 1 } data: \(value) } }
                    layer { name: "else" type: "ReLU" }
                    """,
                file: "weights"
            ).message
            let bytes: [UInt8] = try weights.serializedBytes()
            try folder.write("\(file).caffemodel", bytes)
        }
        let lines = LogLines()
        let solver = try Solver.make(
            """
            \(rate) net_param { \(net) } test_iter: 1 test_interval: 1
            weights: " \(folder("one.caffemodel")) ,\(folder("two.caffemodel"))"
            weights: "\(folder("three.caffemodel"))"
            """,
            log: lines.log
        )
        try solver.loadWeights()
        for net in [solver.net] + solver.testNets {
            #expect(net.node("a")?.layer.blobs[0].data.read()[0] == 3)
            #expect(net.node("b")?.layer.blobs[0].data.read()[0] == 2)
        }
        #expect(lines.texts(from: "Finetuning from").count == 6)
        #expect(lines.texts(from: "Ignoring source layer else").count == 6)
    }
}

import CremaProto
import Testing

@testable import CremaEngine

/// Which layers belong to a net of a state.
struct NetFilterTests {
    /// Rules, a state, and whether a layer of the rules belongs to a net of the state.
    struct Case: Sendable, CustomStringConvertible {
        var rules: String
        var state: String
        var isIncluded: Bool

        var description: String { "{ \(rules) } in { \(state) }" }

        init(_ rules: String, _ state: String, _ isIncluded: Bool) {
            (self.rules, self.state, self.isIncluded) = (rules, state, isIncluded)
        }
    }

    private static let cases = [
        // No rule at all.
        Case("", "phase: TRAIN", true),
        Case("", "level: -3 stage: \"s\"", true),
        // The phase, of which TEST is the default of a state.
        Case("include { phase: TRAIN }", "phase: TRAIN", true),
        Case("include { phase: TRAIN }", "phase: TEST", false),
        Case("include { phase: TRAIN }", "", false),
        Case("include { phase: TEST }", "", true),
        Case("exclude { phase: TRAIN }", "phase: TRAIN", false),
        Case("exclude { phase: TRAIN }", "phase: TEST", true),
        // Levels, both ends included.
        Case("include { min_level: 2 }", "level: 1", false),
        Case("include { min_level: 2 }", "level: 2", true),
        Case("include { min_level: 2 }", "level: 3", true),
        Case("include { max_level: 2 }", "level: 2", true),
        Case("include { max_level: 2 }", "level: 3", false),
        Case("include { min_level: 1 max_level: 2 }", "", false),
        Case("include { min_level: 0 max_level: 0 }", "", true),
        Case("include { max_level: -1 }", "level: -1", true),
        Case("exclude { min_level: 1 max_level: 2 }", "level: 2", false),
        Case("exclude { min_level: 1 max_level: 2 }", "level: 0", true),
        // Stages: all of them.
        Case("include { stage: \"a\" }", "", false),
        Case("include { stage: \"a\" }", "stage: \"a\"", true),
        Case("include { stage: \"a\" }", "stage: \"b\"", false),
        Case("include { stage: \"a\" }", "stage: \"b\" stage: \"a\"", true),
        Case("include { stage: \"a\" stage: \"b\" }", "stage: \"a\"", false),
        Case("include { stage: \"a\" stage: \"b\" }", "stage: \"b\" stage: \"a\"", true),
        Case("include { stage: \"a\" } include { stage: \"b\" }", "stage: \"b\"", true),
        Case("include { stage: \"a\" } include { stage: \"b\" }", "stage: \"c\"", false),
        Case("exclude { stage: \"a\" } exclude { stage: \"b\" }", "stage: \"b\"", false),
        Case("exclude { stage: \"a\" stage: \"b\" }", "stage: \"b\"", true),
        // Stages that must not be there: none of them.
        Case("include { not_stage: \"a\" }", "", true),
        Case("include { not_stage: \"a\" }", "stage: \"a\"", false),
        Case("include { not_stage: \"a\" }", "stage: \"b\"", true),
        Case("include { not_stage: \"a\" not_stage: \"b\" }", "stage: \"b\"", false),
        Case("include { stage: \"a\" not_stage: \"b\" }", "stage: \"a\"", true),
        Case("include { stage: \"a\" not_stage: \"b\" }", "stage: \"a\" stage: \"b\"", false),
        Case("exclude { not_stage: \"a\" }", "stage: \"a\"", true),
        Case("exclude { not_stage: \"a\" }", "", false),
        // All parts of one rule, any of several rules.
        Case("include { phase: TRAIN min_level: 1 }", "phase: TRAIN", false),
        Case("include { phase: TRAIN min_level: 1 }", "phase: TRAIN level: 1", true),
        Case("include { phase: TRAIN } include { min_level: 1 }", "phase: TEST level: 1", true),
        Case("exclude { phase: TRAIN } exclude { stage: \"a\" }", "phase: TEST", true),
        Case("exclude { phase: TRAIN } exclude { stage: \"a\" }", "stage: \"a\"", false),
    ]

    @Test(arguments: cases) func `decides by its rules`(_ test: Case) throws {
        let text = "state { \(test.state) } layer { name: \"l\" \(test.rules) }"
        let net = try NetParameter.read(text: text, file: "net.prototxt").message
        #expect(try net.layers(in: net.state).count == (test.isIncluded ? 1 : 0))
    }

    @Test func `logs in Caffe's words which rule is not met`() throws {
        let rules = [
            "include { phase: TRAIN }", "include { min_level: 3 }", "include { max_level: 1 }",
            "include { stage: \"a\" }", "exclude { not_stage: \"b\" }",
        ]
        let layers = rules.map { "layer { name: \"l\" type: \"Input\" top: \"l\" \($0) }" }
        let lines = LogLines()
        let net = try Net.make(
            layers.joined(separator: "\n"),
            level: 2,
            stages: ["b"],
            log: lines.log
        )
        #expect(net.nodes.count == 1)
        let objections = [
            "phase (1) differed from the phase (0)",
            "level (2) is above the min_level (3)",
            "level (2) is above the max_level (1)",
            "did not contain stage 'a'",
            "contained a not_stage 'b'",
        ]
        #expect(
            lines.texts(from: "The NetState")
                == objections.map { "The NetState \($0) specified by a rule in layer l" }
        )
    }

    /// An all-in-one net: one file for training, testing and using a net.
    @Test func `one file holds the nets of all states`() throws {
        let text = #"""
            layer { name: "data" include { phase: TRAIN } }
            layer { name: "data" include { phase: TEST not_stage: "deploy" } }
            layer { name: "input" include { phase: TEST stage: "deploy" } }
            layer { name: "ip" }
            layer { name: "accuracy" include { phase: TEST not_stage: "deploy" } }
            layer { name: "loss" exclude { stage: "deploy" } }
            layer { name: "prob" include { stage: "deploy" } }
            """#
        let net = try NetParameter.read(text: text, file: "net.prototxt").message
        func names(_ phase: Phase, _ stages: [String]) throws -> [String] {
            try net.layers(in: NetState(phase: phase, level: 0, stages: stages)).map(\.name)
        }
        #expect(try names(.train, []) == ["data", "ip", "loss"])
        #expect(try names(.test, []) == ["data", "ip", "accuracy", "loss"])
        #expect(try names(.test, ["deploy"]) == ["input", "ip", "prob"])
    }
}

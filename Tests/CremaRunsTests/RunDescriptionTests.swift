import CremaEngine
import CremaRuns
import Testing

@Suite struct RunDescriptionTests {
    @Test func `reads what it wrote`() throws {
        var run = TestRun(model: "models/net.prototxt", weights: "a.caffemodel")
        run.iterations = 7
        run.stages = ["val"]
        let description = try RunDescription(json: RunDescription(forPython: run).json())
        let read = try #require(description.run as? TestRun)
        #expect(read.model == "models/net.prototxt")
        #expect(read.iterations == 7)
        #expect(read.stages == ["val"])
        #expect(description.folders == ["models"])
    }

    @Test func `refuses an unknown kind of run`() {
        let json = #"{"run": "fly", "value": {}, "folders": []}"#
        let error = #expect(throws: EngineError.self) { try RunDescription(json: json) }
        let names = RunCatalog.builtIn.runs.map { $0.name }.joined(separator: ", ")
        #expect(error?.message == "unknown run \"fly\"; known runs: \(names)")
    }

    @Test func `reads a run that another module has added`() throws {
        let catalog = RunCatalog.builtIn.adding(WaitRun.self)
        let json = try RunDescription(WaitRun(seconds: 2)).json()
        let read = try RunDescription(json: json, catalog: catalog).run as? WaitRun
        #expect(read?.seconds == 2)
        #expect(throws: EngineError.self) { try RunDescription(json: json) }
    }

    @Test func `refuses a file that is not a description`() {
        #expect(throws: EngineError.self) { try RunDescription(json: "{") }
        #expect(throws: EngineError.self) { try RunDescription(json: #"{"run": "train"}"#) }
    }
}

/// A run that the catalog of the engine lacks.
private struct WaitRun: Run {
    static let name = "wait"
    var seconds: Int

    func needsPython() throws -> Bool { false }
    func folders() throws -> [String] { [] }
    func run(in host: RunHost) throws {}
}

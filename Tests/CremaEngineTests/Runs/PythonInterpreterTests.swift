import CremaEngine
import Testing

@Suite struct PythonInterpreterTests {
    private func found(
        named: String? = nil,
        _ environment: [String: String] = [:]
    ) throws -> PythonInterpreter {
        try PythonInterpreter.find(named: named) { environment[$0] }
    }

    @Test func `takes the named one before all others`() throws {
        let python = try found(named: "/bin/sh", ["CREMA_PYTHON": "/bin/ls", "PATH": "/bin"])
        #expect(python.path == "/bin/sh")
        #expect(python.reason == "--python")
    }

    @Test func `takes CREMA_PYTHON where none is named, by its name on the path too`() throws {
        let python = try found([
            "CREMA_PYTHON": "sh", "VIRTUAL_ENV": "/usr", "PATH": "/nowhere:/bin",
        ])
        #expect(python.path == "/bin/sh")
        #expect(python.reason == "CREMA_PYTHON")
    }

    @Test func `refuses a name that is no program, and says whose it is`() {
        let error = #expect(throws: EngineError.self) { try found(named: "/etc/passwd") }
        #expect(
            error?.message == """
                --python names the Python interpreter /etc/passwd, which is no program; name another, \
                or leave it out for python3
                """
        )
    }

    @Test func `a folder is no program`() {
        #expect(throws: EngineError.self) { try found(["CREMA_PYTHON": "/usr"]) }
    }
}

@Suite struct RunDescriptionTests {
    @Test func `reads what it wrote`() throws {
        var run = TestRun(model: "models/net.prototxt", weights: "a.caffemodel")
        run.iterations = 7
        run.stages = ["val"]
        let description = try RunDescription(json: RunDescription(run).json())
        let read = try #require(description.run as? TestRun)
        #expect(read.model == "models/net.prototxt")
        #expect(read.iterations == 7)
        #expect(read.stages == ["val"])
        #expect(description.folders == ["models"])
    }

    @Test func `refuses a run that there is not`() {
        let json = #"{"run": "fly", "value": {}, "folders": []}"#
        let error = #expect(throws: EngineError.self) { try RunDescription(json: json) }
        let names = RunCatalog.all.map { $0.name }.joined(separator: ", ")
        #expect(error?.message == "there is no run \"fly\"; the runs are \(names)")
    }

    @Test func `refuses what is no description`() {
        #expect(throws: EngineError.self) { try RunDescription(json: "{") }
        #expect(throws: EngineError.self) { try RunDescription(json: #"{"run": "train"}"#) }
    }
}

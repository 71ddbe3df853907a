import CremaEngine
import CremaRuns
import Testing

@Suite struct PythonInterpreterTests {
    private func found(
        named: String? = nil,
        _ environment: [String: String] = [:]
    ) throws -> PythonInterpreter {
        try PythonInterpreter.find(named: named) { environment[$0] }
    }

    @Test func `prefers the named one`() throws {
        let python = try found(named: "/bin/sh", ["CREMA_PYTHON": "/bin/ls", "PATH": "/bin"])
        #expect(python.path == "/bin/sh")
        #expect(python.reason == "--python")
    }

    @Test func `uses CREMA_PYTHON if none is named, found on the path if need be`() throws {
        let python = try found([
            "CREMA_PYTHON": "sh", "VIRTUAL_ENV": "/usr", "PATH": "/nowhere:/bin",
        ])
        #expect(python.path == "/bin/sh")
        #expect(python.reason == "CREMA_PYTHON")
    }

    @Test func `refuses a name that is not a program, and reports where it comes from`() {
        let error = #expect(throws: EngineError.self) { try found(named: "/etc/passwd") }
        #expect(
            error?.message == """
                --python names the Python interpreter /etc/passwd, which is not a program; name another, \
                or leave it out to use python3
                """
        )
    }

    @Test func `a folder is not a program`() {
        #expect(throws: EngineError.self) { try found(["CREMA_PYTHON": "/usr"]) }
    }
}

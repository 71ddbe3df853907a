import CremaData
import CremaEngine
import CremaProto
import CremaRuns
import Testing

@Suite struct ExitStatusTests {
    // The testing library has a type with that name, too.
    private typealias ExitStatus = CremaRuns.ExitStatus

    @Test func `each error has the status of its kind`() {
        var missing = PrototxtError(file: "net", what: "cannot be read: No such file")
        missing.isMissing = true
        let place = SourcePosition(file: "net", line: 1, column: 1)
        let cases: [(any Error, ExitStatus)] = [
            (EngineError("the loss is nan"), .failed), (missing, .noFile),
            (EngineError("no such device", kind: .usage), .usage),
            (EngineError("no such weights", kind: .missingFile), .noFile),
            (EngineError("too large a batch", kind: .outOfMemory), .outOfMemory),
            (PrototxtError(file: "net", what: "the file is cut short"), .badFile),
            (PrototxtError(file: "net", position: place, what: "unknown field"), .badDefinition),
            (DataError.system(operation: "read", path: "a", reason: "no"), .noFile),
            (DataError.system(operation: "read database", path: "a", reason: "no"), .noFile),
            (DataError.system(operation: "write", path: "a", reason: "no"), .cannotWrite),
            (DataError.system(operation: "make folder", path: "a", reason: "no"), .cannotWrite),
            (DataError.invalidFile(path: "a", reason: "no"), .badFile),
            (DataError.invalidTransform(reason: "no"), .badDefinition),
            (CancellationError(), .failed),
        ]
        for (error, status) in cases { #expect(ExitStatus(error) == status, "\(error)") }
    }

    @Test func `each status has a description of when it occurs`() {
        for status in ExitStatus.allCases { #expect(!status.summary.isEmpty) }
    }
}

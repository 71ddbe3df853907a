import CremaData
import CremaProto

/// Snapshots as serialised messages: `NetParameter` and `SolverState`.
enum BinaryProtoSnapshot: SnapshotForm {
    static let text = "binary proto file"
    static let ending = ""

    static func check(_ net: Net) throws {}

    static func write(_ net: Net, withDiff: Bool, to path: String) throws {
        try AtomicFile.write(path: path, net.proto(withDiff: withDiff).binary())
    }

    static func write(_ state: SolverState, to path: String) throws {
        try AtomicFile.write(path: path, state.binary())
    }

    static func readState(_ path: String) throws -> SolverState {
        let bytes = try FileBytes.read(path: path)
        guard !bytes.isEmpty else { throw EngineError("\(path): the file is empty") }
        if let reason = ForeignFile.reason(of: bytes) { throw EngineError("\(path): \(reason)") }
        do { return try SolverState(binary: bytes) } catch {
            throw EngineError("\(path): the file is damaged, or not a .solverstate")
        }
    }
}

import CremaData
import CremaProto
import SwiftProtobuf

/// Snapshots as serialised messages: `NetParameter` and `SolverState`.
enum BinaryProtoSnapshot: SnapshotForm {
    static let text = "binary proto file"
    static let ending = ""

    static func check(_ net: Net) throws {}

    static func write(_ net: Net, withDiff: Bool, to path: String) throws {
        let bytes: [UInt8] = try net.proto(withDiff: withDiff).serializedBytes()
        try AtomicFile.write(path: path, bytes)
    }

    static func write(_ state: SolverState, to path: String) throws {
        let bytes: [UInt8] = try state.serializedBytes()
        try AtomicFile.write(path: path, bytes)
    }

    static func readState(_ path: String) throws -> SolverState {
        let bytes = try CremaData.FileBytes.read(path: path)
        do { return try SolverState(serializedBytes: bytes) } catch {
            throw EngineError("\(path): the file is damaged, or not a .solverstate")
        }
    }
}

import CremaProto

/// A file format of weights and solver states (`snapshot_format`).
protocol SnapshotForm {
    /// The form as Caffe's log names it.
    static var text: String { get }

    /// What its file names end in, after `.caffemodel` and `.solverstate`.
    static var ending: String { get }

    /// Throws if a file of this form cannot hold the net's weights.
    static func check(_ net: Net) throws

    /// Writes weights, with their gradients if requested, in full or not at all.
    static func write(_ net: Net, withDiff: Bool, to path: String) throws

    /// Writes a solver's state, in full or not at all.
    static func write(_ state: SolverState, to path: String) throws

    /// Reads a solver's state; throws if the file is damaged.
    static func readState(_ path: String) throws -> SolverState
}

/// The common start of the names of a snapshot's files: one of the names without its ending.
func snapshotStem(of path: String) -> String {
    let endings = [".solverstate", ".caffemodel"].flatMap { [$0 + HDF5Snapshot.ending, $0] }
    let ending = (endings + [HDF5Snapshot.ending]).first { path.hasSuffix($0) } ?? ""
    return String(path.dropLast(ending.count))
}

extension SolverParameter {
    /// The form that the solver writes its snapshots in.
    var snapshotForm: any SnapshotForm.Type {
        snapshotFormat == .hdf5 ? HDF5Snapshot.self : BinaryProtoSnapshot.self
    }
}

import CremaData
import CremaProto

/// Snapshots in HDF5, laid out as Caffe does.
///
/// Weights: `/data/LAYER/IDX` (see `Net.saveHDF5`). State: `/iter` and `/current_step`, one integer
/// each, the text `/learned_net`, and `/history/0`, `/history/1` and so on.
enum HDF5Snapshot: SnapshotForm {
    static let text = "HDF5 file"
    static let ending = ".h5"

    static func check(_ net: Net) throws { try net.checkHDF5Names() }

    static func write(_ net: Net, withDiff: Bool, to path: String) throws {
        try net.saveHDF5(to: path, withDiff: withDiff)
    }

    static func write(_ state: SolverState, to path: String) throws {
        let file = HDF5Writer(path: path)
        try file.add("iter", state.iter)
        try file.add("learned_net", state.learnedNet)
        try file.add("current_step", state.currentStep)
        try file.makeGroup("history")
        for (number, array) in state.history.enumerated() {
            try array.data.withUnsafeBufferPointer { values in
                try file.add("history/\(number)", values, extents: array.shape.dim.map(Int.init))
            }
        }
        try file.save()
    }

    static func readState(_ path: String) throws -> SolverState {
        let file = try HDF5File(path: path)
        var state = SolverState()
        state.iter = Int32(clamping: try file.integer(of: "iter"))
        state.currentStep = Int32(clamping: try file.integer(of: "current_step"))
        if try file.contains("learned_net") {
            state.learnedNet = try file.string(of: "learned_net")
        }
        let count = try file.groups(from: "history")[0].datasets.count
        state.history = try (0..<count).map { number in
            let (extents, values) = try file.floats(of: "history/\(number)")
            var array = BlobProto()
            array.shape.dim = extents.map(Int64.init)
            array.data = values
            return array
        }
        return state
    }
}

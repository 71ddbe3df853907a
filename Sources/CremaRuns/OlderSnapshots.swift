import CremaData

/// The snapshots of a run: all files `PREFIX_iter_N.…`.
struct OlderSnapshots {
    private let folder: String
    /// The common start of the names of the files, before the iteration.
    private let start: String

    init(prefix: String) {
        folder = Folder.parent(of: prefix)
        let name = prefix.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        start = "\(name)_iter_"
    }

    /// Removes the snapshots before an iteration, except the last `count`, that of the iteration
    /// itself included, and those that `isKept` among all that have weights; returns the removed
    /// iterations.
    ///
    /// Of each, the solver state goes first and the weights before the files next to them. So a
    /// process that dies in between leaves nothing that looks like a snapshot and is not one, and
    /// the next call removes the rest.
    func remove(
        before iteration: Int,
        keeping count: Int,
        and isKept: (_ snapshots: [Int]) -> Set<Int>
    ) -> [Int] {
        // A folder that cannot be listed keeps its files.
        let files = ((try? Folder.names(in: folder)) ?? []).compactMap(file)
        let whole = Set(files.filter { $0.rank == Rank.weights }.map(\.iteration))
            .filter { $0 <= iteration }.sorted()
        let kept = isKept(whole).union(whole.suffix(max(1, count))).union([iteration])
        let old = files.filter { $0.iteration < iteration && !kept.contains($0.iteration) }
        for file in old.sorted(by: { ($0.rank, $0.name) < ($1.rank, $1.name) }) {
            // One that stays is removed the next time.
            try? Folder.remove("\(folder)/\(file.name)")
        }
        return whole.filter { iteration in old.contains { $0.iteration == iteration } }
    }

    private enum Rank {
        static let state = 0
        static let weights = 1
        static let other = 2
    }

    private func file(_ name: String) -> (iteration: Int, rank: Int, name: String)? {
        guard name.hasPrefix(start) else { return nil }
        let rest = name.dropFirst(start.count)
        guard let dot = rest.firstIndex(of: "."), let iteration = Int(rest[..<dot]),
            iteration >= 0
        else { return nil }
        let rank =
            switch rest[dot...] {
            case ".solverstate", ".solverstate.h5": Rank.state
            case ".caffemodel", ".caffemodel.h5": Rank.weights
            default: Rank.other
            }
        return (iteration, rank, name)
    }
}

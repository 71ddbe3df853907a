import CremaData

/// The solver states of a run's earlier snapshots, which are at least as large as the weights and
/// useful only for resuming.
struct OlderStates {
    private let folder: String
    /// The common start of the names of the run's snapshot files, before the iteration.
    private let start: String

    init(prefix: String) {
        folder = Folder.parent(of: prefix)
        let name = prefix.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        start = "\(name)_iter_"
    }

    /// Removes the states up to an iteration whose own state is complete, except the newest
    /// `count`; the weights stay.
    ///
    /// States of later iterations, perhaps of another run, stay untouched. A state goes before the
    /// files next to it, so a process that dies in between leaves no state without them.
    func remove(upTo iteration: Int, keeping count: Int) {
        let found = ((try? Folder.names(in: folder)) ?? []).compactMap { name in
            file(name).map { (iteration: $0.iteration, rank: $0.rank, name: name) }
        }
        let whole = found.filter { $0.rank == 0 && $0.iteration <= iteration }
        let states = Set(whole.map(\.iteration))
        guard let oldest = states.sorted().suffix(max(1, count)).first else { return }
        for file in found.sorted(by: { $0.rank < $1.rank }) where file.iteration < oldest {
            try? Folder.remove("\(folder)/\(file.name)")
        }
    }

    private func file(_ name: String) -> (iteration: Int, rank: Int)? {
        let endings = [".solverstate", ".solverstate\(HDF5Snapshot.ending)", ".resume.json"]
        guard name.hasPrefix(start), let ending = endings.first(where: { name.hasSuffix($0) }),
            let iteration = Int(name.dropFirst(start.count).dropLast(ending.count)), iteration >= 0
        else { return nil }
        return (iteration, ending == endings[2] ? 1 : 0)
    }
}

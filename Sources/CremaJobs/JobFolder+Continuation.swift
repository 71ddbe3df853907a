import CremaData
import CremaEvents
import CremaProto
import Foundation

/// How a training that has ended goes on.
extension JobFolder {
    /// Iteration and file name of each solver state that training can go on from, in order.
    ///
    /// A state counts only with the weights of its iteration.
    public func solverStates() -> [(iteration: Int, name: String)] {
        let weights = Set(snapshots().map(\.iteration))
        let found = names().compactMap { name -> (iteration: Int, name: String)? in
            guard let parts = name.wholeMatch(of: #/snapshot_iter_(\d+)\.solverstate(\.h5)?/#),
                let iteration = Int(parts.1), weights.contains(iteration)
            else { return nil }
            return (iteration, name)
        }
        return found.sorted { ($0.iteration, $0.name) < ($1.iteration, $1.name) }
    }

    /// Removes the files of all snapshots after an iteration, which training makes again.
    public func removeSnapshots(after iteration: Int) throws {
        let late = names().filter { name in
            guard let parts = name.prefixMatch(of: #/snapshot_iter_(\d+)\./#) else { return false }
            return Int(parts.1).map { $0 > iteration } ?? false
        }
        // The states go first: what a crash leaves of a snapshot is nothing to go on from.
        let states = late.filter { $0.contains(".solverstate") }
        for name in states + late.filter({ !states.contains($0) }) {
            try Folder.remove(file(name).path)
        }
    }

    /// The iteration that the job was last requested to go on from; nil if it never was.
    public func lastContinuation() -> Int? {
        var reader = eventReader()
        var last: Int?
        reader.read { line in
            guard JobEvent.Kind(ofLine: line) == .request,
                case .goOn(let iteration) = EventRecord(line: line)?.event.request
            else { return }
            last = iteration
        }
        return last
    }

    /// The path of the solver state that the training goes on from; nil if it starts from its
    /// first iteration.
    ///
    /// Throws if that state is gone.
    func stateToGoOnFrom() throws(JobError) -> String? {
        guard let iteration = lastContinuation(), iteration > 0 else { return nil }
        guard let state = solverStates().last(where: { $0.iteration == iteration }) else {
            throw JobError(Phrase("job_error.state_gone", ["iteration": "\(iteration)"]))
        }
        return file(state.name).path
    }

    private func names() -> [String] {
        // A folder that is gone has no files.
        (try? Folder.names(in: path)) ?? []
    }
}

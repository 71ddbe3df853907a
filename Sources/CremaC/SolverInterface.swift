import CremaEngine
import CremaProto
import CremaRuns
import Glibc

/// The settings of a solver that Python reads.
private struct SolverSettings: Encodable {
    let max_iter: Int32
    let display: Int32
    let layer_wise_reduce: Bool
    let base_lr: Float
}

/// The folders of a solver's file and of the nets that it names, one a line; "" where
/// the file cannot be read.
///
/// The caller frees the text.
@_cdecl("crema_solver_folders")
public func cremaSolverFolders(_ path: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>? {
    // What is wrong with the file is said when the solver is made.
    let folders = try? TrainRun(solver: String(cString: path)).folders()
    return strdup((folders ?? []).joined(separator: "\n"))
}

/// Builds the nets of a solver's file and the solver over them, of the type given (""
/// for that of the file).
@_cdecl("crema_solver_make")
public func cremaSolverMake(
    _ path: UnsafePointer<CChar>,
    _ type: UnsafePointer<CChar>,
    _ handle: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        var file = try SolverFile(path: String(cString: path))
        let type = String(cString: type)
        if !type.isEmpty { file.parameter.type = type }
        let context = try Session.context(seed: Session.seed(of: file.parameter), isOfSolver: true)
        let solver = try Solver(file, context: context)
        try solver.loadWeights()
        handle.pointee = retainedHandle(solver)
    }
}

/// The types of solver that a file may name, one per line: the type, a tab and what it does.
///
/// The caller frees the text.
@_cdecl("crema_solver_types")
public func cremaSolverTypes() -> UnsafeMutablePointer<CChar>? {
    strdup(SolverCatalog.builtIn.rules.map { "\($0.name)\t\($0.summary)" }.joined(separator: "\n"))
}

/// The type of a solver, by which its file names it; the caller frees the text.
@_cdecl("crema_solver_type")
public func cremaSolverType(_ solver: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar>? {
    strdup(object(solver, as: Solver.self).parameter.type)
}

/// The net that is trained (-1) or a test net by its number, owned by the caller;
/// nil if there is none.
@_cdecl("crema_solver_net")
public func cremaSolverNet(
    _ solver: UnsafeMutableRawPointer,
    _ index: Int32
) -> UnsafeMutableRawPointer? {
    let solver: Solver = object(solver)
    if index == -1 { return retainedHandle(solver.net) }
    guard solver.testNets.indices.contains(Int(index)) else { return nil }
    return retainedHandle(solver.testNets[Int(index)])
}

/// The number of finished iterations.
@_cdecl("crema_solver_iteration")
public func cremaSolverIteration(_ solver: UnsafeMutableRawPointer) -> Int64 {
    Int64(object(solver, as: Solver.self).iteration)
}

/// The learning rate of the coming update.
@_cdecl("crema_solver_rate")
public func cremaSolverRate(_ solver: UnsafeMutableRawPointer) -> Float {
    object(solver, as: Solver.self).learningRate
}

/// Tells some settings of a solver, as JSON that the caller frees.
@_cdecl("crema_solver_settings")
public func cremaSolverSettings(_ solver: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar>? {
    let parameter = object(solver, as: Solver.self).parameter
    return jsonText(
        SolverSettings(
            max_iter: parameter.maxIter,
            display: parameter.display,
            layer_wise_reduce: parameter.layerWiseReduce,
            base_lr: parameter.baseLr
        )
    )
}

/// Sets the learning rate that the policy starts from.
@_cdecl("crema_solver_set_base_lr")
public func cremaSolverSetBaseLR(
    _ solver: UnsafeMutableRawPointer,
    _ rate: Float
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        guard rate.isFinite else { throw EngineError("base_lr is a finite number, found \(rate)") }
        try object(solver, as: Solver.self).setBaseLR(rate)
    }
}

// MARK: - Training

/// Does something with a solver's nets: what views hold is true before, and they
/// show what is true after.
private func settlingViews<Result>(
    of solver: Solver,
    _ work: (Solver) throws -> Result
) rethrows -> Result {
    let nets = [solver.net] + solver.testNets
    for net in nets { net.settleViews() }
    defer { for net in nets { net.settleViews() } }
    return try work(solver)
}

/// Trains, and checks with a listener now and then, between two iterations, whether to stop.
///
/// A listener with callbacks is notified of every iteration. Each word to it has to wait for
/// the interpreter's lock.
private func train(
    _ solver: Solver,
    listener number: Int64,
    hasCallbacks: Bool,
    _ work: (Solver) throws -> Void
) throws {
    let listener = Listener(number: number)
    func told(of moment: Listener.Moment) -> () throws -> Void {
        { [unowned solver] in
            solver.net.settleViews()
            try listener.tell(moment)
        }
    }
    if hasCallbacks {
        solver.callbacks = [
            (onStart: told(of: .start), onGradientsReady: told(of: .gradientsReady))
        ]
    }
    var asked = ContinuousClock.now
    solver.observer.request = {
        guard ContinuousClock.now - asked > .milliseconds(50) else { return .goOn }
        defer { asked = .now }
        return listener.wantsStop ? .stop : .goOn
    }
    defer {
        solver.callbacks = []
        solver.observer = Solver.Observer()
    }
    try settlingViews(of: solver, work)
}

/// Takes so many iterations, or fewer if the listener of a number (0 for nobody) stops it.
@_cdecl("crema_solver_step")
public func cremaSolverStep(
    _ solver: UnsafeMutableRawPointer,
    _ count: Int64,
    _ listener: Int64,
    _ hasCallbacks: Bool
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        try train(object(solver), listener: listener, hasCallbacks: hasCallbacks) {
            try $0.step(Int(clamping: count))
        }
    }
}

/// Trains until `max_iter`, or until the listener stops it, which leaves a snapshot.
@_cdecl("crema_solver_solve")
public func cremaSolverSolve(
    _ solver: UnsafeMutableRawPointer,
    _ listener: Int64,
    _ hasCallbacks: Bool
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        try train(object(solver), listener: listener, hasCallbacks: hasCallbacks) { solver in
            try solver.solve()
            if solver.stopsEarly, !solver.parameter.snapshotAfterTrain { try solver.snapshot() }
        }
    }
}

/// Takes the gradients as they are for an update of the weights, and counts the iteration.
@_cdecl("crema_solver_apply_update")
public func cremaSolverApplyUpdate(
    _ solver: UnsafeMutableRawPointer
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        try settlingViews(of: object(solver, as: Solver.self)) { try $0.applyUpdate() }
    }
}

/// Writes weights and solver state under `snapshot_prefix`.
@_cdecl("crema_solver_snapshot")
public func cremaSolverSnapshot(
    _ solver: UnsafeMutableRawPointer
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        try settlingViews(of: object(solver, as: Solver.self)) { try $0.snapshot() }
    }
}

/// Goes on from a solver state, with the weights that it names.
@_cdecl("crema_solver_restore")
public func cremaSolverRestore(
    _ solver: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let path = String(cString: path)
        try settlingViews(of: object(solver, as: Solver.self)) { try $0.restore(path) }
    }
}

/// Shows the weights of a solver's net in the layers of the same names of another.
@_cdecl("crema_solver_share_weights")
public func cremaSolverShareWeights(
    _ solver: UnsafeMutableRawPointer,
    _ net: UnsafeMutableRawPointer
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let trained = object(solver, as: Solver.self).net
        try settlingViews(of: object(net, as: Net.self)) {
            try $0.shareTrainedLayers(with: trained)
        }
    }
}

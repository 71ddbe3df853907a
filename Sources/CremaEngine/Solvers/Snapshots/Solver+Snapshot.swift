import CremaData
import CremaProto

extension Solver {
    /// Writes weights and solver state under `snapshot_prefix`, each file in full or not at all.
    public func snapshot() throws {
        let form = parameter.snapshotForm
        let stem = "\(parameter.snapshotPrefix)_iter_\(iteration)"
        let model = "\(stem).caffemodel\(form.ending)"
        let state = "\(stem).solverstate\(form.ending)"
        log.info("solver.cpp", "Snapshotting to \(form.text) \(model)")
        try form.write(net, withDiff: parameter.snapshotDiff, to: model)
        try writeResumeState(beside: model)
        log.info("sgd_solver.cpp", "Snapshotting solver state to \(form.text) \(state)")
        try form.write(stateProto(model: model), to: state)
        try net.keepSourceFiles(besideWeights: model)
        if let keptStates {
            let states = OlderStates(prefix: parameter.snapshotPrefix)
            states.remove(upTo: iteration, keeping: keptStates)
        }
        observer.onSnapshot(iteration, model)
    }

    /// Continues from a `.solverstate` or `.solverstate.h5`, with the weights that it names.
    ///
    /// Throws if the file is damaged or belongs to another net or solver type.
    public func restore(_ path: String) throws {
        log.info("sgd_solver.cpp", "SGDSolver: restoring history")
        let isHDF5 = path.hasSuffix(HDF5Snapshot.ending) || HDF5File.isOne(at: path)
        let form: any SnapshotForm.Type = isHDF5 ? HDF5Snapshot.self : BinaryProtoSnapshot.self
        let state = try form.readState(path)
        guard state.iter >= 0, state.currentStep >= 0 else {
            throw EngineError(
                "\(path): the file is damaged: it has iteration \(state.iter) and step "
                    + "\(state.currentStep) of the learning rate"
            )
        }
        if state.hasLearnedNet {
            try net.takeWeights(from: [learnedNet(of: state, from: path)], log: log)
        }
        let arrays = historyInFileOrder()
        guard state.history.count == arrays.count else {
            throw EngineError(
                "\(path): the file holds \(state.history.count) arrays, but this net with solver "
                    + "type \(rule.name) has \(arrays.count)"
            )
        }
        for (number, (proto, memory)) in zip(state.history, arrays).enumerated() {
            let values = proto.values
            guard proto.fits(memory.shape), values.count == memory.shape.count else {
                throw EngineError(
                    "\(path): array \(number) has the shape \(proto.shapeText), "
                        + "but the net's has \(memory.shape)"
                )
            }
            _ = memory.write().update(fromContentsOf: values)
        }
        iteration = Int(state.iter)
        currentStep = Int(state.currentStep)
        try resume(besideState: path)
    }

    /// The weights that a state names, or, if its folder was moved, the file with that name next to
    /// it.
    private func learnedNet(of state: SolverState, from path: String) throws -> String {
        let named = state.learnedNet
        guard !Folder.hasFile(named) else { return named }
        let folder = Folder.parent(of: path)
        let name = named.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let beside = folder == "." ? name : "\(folder)/\(name)"
        if !name.isEmpty, Folder.hasFile(beside) {
            log.warning(
                "sgd_solver.cpp",
                "\(path) names the weights \(named), which do not exist: taking \(beside) "
                    + "next to it"
            )
            return beside
        }
        throw EngineError(
            "\(path) names the weights \(named), which do not exist, and neither does "
                + "\(beside); put the .caffemodel of this snapshot next to the .solverstate",
            kind: .missingFile
        )
    }

    private func stateProto(model: String) -> SolverState {
        var state = SolverState()
        state.iter = Int32(clamping: iteration)
        state.learnedNet = model
        state.currentStep = Int32(clamping: currentStep)
        state.history = historyInFileOrder().map { memory in
            var proto = BlobProto()
            proto.shape.dim = memory.shape.dims.map(Int64.init)
            proto.data = Array(memory.read())
            return proto
        }
        return state
    }

    /// The first array of every parameter, then every second one.
    private func historyInFileOrder() -> [Memory] {
        (0..<rule.historyCount).flatMap { array in history.map { $0[array] } }
    }
}

public import CremaProto

extension NetState {
    /// A state of those values.
    package init(phase: Phase, level: Int, stages: [String]) {
        self.init()
        self.phase = phase
        self.level = Int32(clamping: level)
        self.stage = stages
    }
}

extension NetStateRule {
    /// Why a net's state does not meet this rule, in Caffe's words; nil where it does.
    ///
    /// It has to have the phase, a level within the bounds, every `stage` and no `not_stage`.
    func objection(to state: NetState) -> String? {
        if hasPhase, phase != state.phase {
            return "phase (\(state.phase.rawValue)) differed from the phase (\(phase.rawValue))"
        }
        if hasMinLevel, state.level < minLevel {
            return "level (\(state.level)) is above the min_level (\(minLevel))"
        }
        if hasMaxLevel, state.level > maxLevel {
            return "level (\(state.level)) is above the max_level (\(maxLevel))"
        }
        if let missing = stage.first(where: { !state.stage.contains($0) }) {
            return "did not contain stage '\(missing)'"
        }
        return notStage.first(where: state.stage.contains).map {
            "contained a not_stage '\($0)'"
        }
    }
}

extension NetParameter {
    /// The layers that a net of that state has.
    ///
    /// Throws where a layer has include and exclude rules.
    public func layers(in state: NetState) throws -> [LayerParameter] {
        try layer.filter { try $0.isIncluded(in: state) }
    }

    /// Whether a net of that state has layers written in Python.
    public func needsPython(in state: NetState) throws -> Bool {
        try layers(in: state).contains { $0.type == "Python" }
    }
}

extension LayerParameter {
    /// Whether the layer belongs to a net of that state: any `include` met, or no `exclude` met.
    ///
    /// Throws where the layer has rules of both kinds.
    public func isIncluded(in state: NetState, log: Log = .none) throws -> Bool {
        func isMet(_ rule: NetStateRule) -> Bool {
            guard let objection = rule.objection(to: state) else { return true }
            log.info("net.cpp", "The NetState \(objection) specified by a rule in layer \(name)")
            return false
        }
        guard include.isEmpty || exclude.isEmpty else {
            throw EngineError(
                layer: name,
                field: "exclude",
                "a layer has either include rules or exclude rules, found both; keep one kind"
            )
        }
        return include.isEmpty ? !exclude.contains(where: isMet) : include.contains(where: isMet)
    }
}

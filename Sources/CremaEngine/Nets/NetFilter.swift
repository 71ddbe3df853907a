public import CremaProto

extension NetStateRule {
    /// Whether a net's state meets this rule: the phase, the level, every stage, and none of the `not_stage`s.
    public func isMet(by state: NetState) -> Bool {
        if hasPhase, phase != state.phase { return false }
        if hasMinLevel, state.level < minLevel { return false }
        if hasMaxLevel, state.level > maxLevel { return false }
        return stage.allSatisfy(state.stage.contains)
            && !notStage.contains(where: state.stage.contains)
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
    public func isIncluded(in state: NetState) throws -> Bool {
        guard include.isEmpty || exclude.isEmpty else {
            throw EngineError(
                layer: name,
                field: "exclude",
                "a layer has either include rules or exclude rules, found both; keep one kind"
            )
        }
        if !include.isEmpty { return include.contains { $0.isMet(by: state) } }
        return !exclude.contains { $0.isMet(by: state) }
    }
}

import CremaEngine
public import CremaProto

/// One of the nets that a prototxt makes.
public enum NetStage: String, CaseIterable, Sendable {
    case train, val, deploy

    /// The state that decides which layers belong to the net.
    public var state: NetState {
        var state = NetState()
        state.phase = self == .train ? .train : .test
        state.stage = [rawValue]
        return state
    }
}

extension Prototxt<NetParameter> {
    /// For each layer, the nets that it belongs to by its `include` and `exclude` rules.
    ///
    /// Throws `PrototxtError` where a layer has rules of both kinds.
    public func stages() throws -> [Set<NetStage>] {
        try message.layer.indices.map { index in
            let layer = message.layer[index]
            guard layer.include.isEmpty || layer.exclude.isEmpty else {
                throw error(
                    ofLayer: index,
                    field: "exclude",
                    "a layer has include rules or exclude rules, not both"
                )
            }
            return Set(try NetStage.allCases.filter { try layer.isIncluded(in: $0.state) })
        }
    }
}

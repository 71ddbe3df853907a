import CremaEngine
public import CremaProto

/// One of the nets that are made from a prototxt.
public enum NetStage: String, CaseIterable, Sendable {
    case train, val, deploy

    /// The state that selects the layers of the net.
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
    /// Throws `PrototxtError` if a layer has both include and exclude rules.
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

import CremaEngine
public import CremaProto

extension Prototxt<NetParameter> {
    /// Checks that every layer's type is one of the engine's, or `Python`.
    ///
    /// Throws `PrototxtError` at the first other type, with the nearest name or all known types.
    public func checkLayerTypes() throws {
        let known = LayerCatalog.builtIn.names + ["Python"]
        for (index, layer) in message.layer.enumerated() where !known.contains(layer.type) {
            guard !layer.type.isEmpty else {
                throw error(ofLayer: index, "a layer needs its \"type\"")
            }
            let advice = NearestName.advice(layer.type, in: known, listedAs: "known are")
            throw error(ofLayer: index, field: "type", "unknown type \"\(layer.type)\"" + advice)
        }
    }
}

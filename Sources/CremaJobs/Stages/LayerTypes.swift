import CremaEngine
public import CremaProto

extension Prototxt<NetParameter> {
    /// Checks that every layer's type is one of the engine's, or `Python`.
    ///
    /// Throws `PrototxtError` at the first other type, with the nearest name or all known types.
    public func checkLayerTypes() throws {
        if let error = layerTypeErrors().first { throw error }
    }

    /// What is wrong with the types of the layers, in their order.
    func layerTypeErrors() -> [PrototxtError] {
        let known = LayerCatalog.builtIn.names + ["Python"]
        return message.layer.enumerated().filter { !known.contains($0.element.type) }.map {
            index,
            layer in
            guard !layer.type.isEmpty else {
                return error(ofLayer: index, "a layer needs its \"type\"")
            }
            let advice = NearestName.advice(layer.type, in: known, listedAs: "known are")
            return error(ofLayer: index, field: "type", "unknown type \"\(layer.type)\"" + advice)
        }
    }
}

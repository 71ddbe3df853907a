public import CremaProto

extension NetParameter {
    /// Every error of a model's network that its text alone shows: of the format, of the types of
    /// layers, of bottoms that nothing makes; in the order of the text.
    public static func networkErrors(in text: String) -> [PrototxtError] {
        let (errors, net) = lint(text: text, file: "network")
        let found = errors + (net.map { $0.layerTypeErrors() + $0.bottomErrors() } ?? [])
        return found.sorted { ($0.place) < ($1.place) }
    }
}

extension PrototxtError {
    fileprivate var place: (Int, Int) { (position?.line ?? 0, position?.column ?? 0) }
}

extension Prototxt<NetParameter> {
    /// Bottoms that no layer before makes, in any of the nets that the network becomes.
    fileprivate func bottomErrors() -> [PrototxtError] {
        // The studio adds the layer that reads the data set where there is none.
        var made: Set = ["data", "label"]
        made.formUnion(message.input)
        var errors: [PrototxtError] = []
        for (index, layer) in message.layer.enumerated() {
            for (number, bottom) in layer.bottom.enumerated() where !made.contains(bottom) {
                let field = number == 0 ? "bottom" : "bottom[\(number)]"
                let advice = NearestName.question(bottom, in: Array(made))
                errors.append(
                    error(
                        ofLayer: index,
                        field: field,
                        "no layer before it makes the bottom \"\(bottom)\"" + advice
                    )
                )
            }
            made.formUnion(layer.top)
        }
        return errors
    }
}

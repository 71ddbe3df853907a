import CremaData
import CremaProto

/// The fillers that a `weight_filler` or `bias_filler` may name.
enum FillerCatalog {
    /// In the order of their names.
    static let fillers: [any Filler.Type] = [
        BilinearFiller.self,
        ConstantFiller.self,
        GaussianFiller.self,
        MSRAFiller.self,
        PositiveUnitballFiller.self,
        UniformFiller.self,
        XavierFiller.self,
    ]

    /// Fills a blob by the filler that the text names.
    ///
    /// Throws if there is no filler with that name, its fields make no sense, or the
    /// blob has no elements. In an outline it only throws.
    static func fill(
        _ blob: Blob,
        _ parameter: FillerParameter,
        random: Philox,
        isOutline: Bool = false
    ) throws {
        guard let type = fillers.first(where: { $0.type == parameter.type }) else {
            let names = fillers.map { $0.type }
            throw EngineError(
                "unknown filler \"\(parameter.type)\"; allowed: \(names.joined(separator: ", "))"
                    + NearestName.question(parameter.type, in: names)
            )
        }
        guard parameter.sparse == -1 || parameter.type == GaussianFiller.type else {
            throw EngineError(
                "sparse is for the filler \"gaussian\" only, found it with \"\(parameter.type)\""
            )
        }
        guard blob.count > 0 else {
            throw EngineError("nothing to fill: the parameter's shape is \(blob.shape)")
        }
        let filler = try type.init(parameter)
        guard !isOutline else { return }
        if let error = OutOfMemory.error(
            of: "the parameter of the shape \(blob.shape)",
            needing: blob.data.bytesToCome,
            remedy: "make the layer smaller"
        ) {
            throw error
        }
        try filler.fill(blob.data.write(), shape: blob.shape, random: random)
    }
}

extension Layer {
    /// Fills a parameter of this layer; its numbers depend on the net's seed, the layer's name
    /// and `index`.
    func fill(_ index: Int, _ filler: FillerParameter, field: String) throws {
        let random = Philox(
            seed: context.seed,
            stream: Philox.stream(named: "\(name)/\(index)")
        )
        do {
            try FillerCatalog.fill(
                blobs[index],
                filler,
                random: random,
                isOutline: context.isOutline
            )
        } catch let failure as EngineError {
            var error = error(failure.message, field: field)
            error.kind = failure.kind
            throw error
        }
    }
}

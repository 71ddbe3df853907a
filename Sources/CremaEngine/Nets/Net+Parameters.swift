import CremaProto

extension Net {
    /// Takes a layer's parameters up among those of the net: each is new, or
    /// another layer's by its name.
    func addParameters(
        of node: inout Node,
        _ text: LayerParameter,
        _ progress: inout Progress
    ) throws {
        let layer = node.layer
        let specs =
            layer.parameter.param.count > text.param.count ? layer.parameter.param : text.param
        guard specs.count <= layer.blobs.count else {
            throw EngineError(
                layer: text.name,
                field: "param",
                "found \(specs.count) param entries for a layer with \(layer.blobs.count) "
                    + "parameters"
            )
        }
        for index in layer.blobs.indices {
            let spec = index < specs.count ? specs[index] : ParamSpec()
            let learns = spec.lrMult != 0
            if learns { node.needsBackward = true }
            layer.propagatesToParameter.append(learns)
            try addParameter(index, spec, of: layer, number: nodes.count, &progress)
        }
    }

    private func addParameter(
        _ index: Int,
        _ spec: ParamSpec,
        of layer: Layer,
        number: Int,
        _ progress: inout Progress
    ) throws {
        guard spec.hasName, !spec.name.isEmpty, let owner = progress.owners[spec.name] else {
            if spec.hasName, !spec.name.isEmpty { progress.owners[spec.name] = parameters.count }
            if spec.hasLrMult { progress.hasLRMult.insert(parameters.count) }
            if spec.hasDecayMult { progress.hasDecayMult.insert(parameters.count) }
            parameters.append(
                Parameter(
                    blob: layer.blobs[index],
                    layer: number,
                    index: index,
                    name: spec.name,
                    lrMult: spec.lrMult,
                    decayMult: spec.decayMult
                )
            )
            return
        }
        try share(layer.blobs[index], with: parameters[owner], spec, of: layer)
        try adopt(
            spec.hasLrMult,
            spec.lrMult,
            "lr_mult",
            \.lrMult,
            owner,
            &progress.hasLRMult,
            layer
        )
        try adopt(
            spec.hasDecayMult,
            spec.decayMult,
            "decay_mult",
            \.decayMult,
            owner,
            &progress.hasDecayMult,
            layer
        )
    }

    /// Has a layer's parameter show the numbers of its owner, in a shape of its own
    /// where that is permitted.
    private func share(
        _ blob: Blob,
        with parameter: Parameter,
        _ spec: ParamSpec,
        of layer: Layer
    ) throws {
        let owner = parameter.blob
        let fits =
            spec.shareMode == .permissive ? blob.count == owner.count : blob.shape == owner.shape
        guard fits else {
            throw EngineError(
                layer: layer.name,
                field: "param",
                "cannot share the parameter \"\(spec.name)\": its owner's shape is \(owner.shape), "
                    + "this layer's \(blob.shape); share_mode: PERMISSIVE needs only the same count"
            )
        }
        blob.shareData(with: owner)
        blob.shareDiff(with: owner)
        context.log.info(
            "net.cpp",
            "Sharing parameters '\(spec.name)' owned by layer "
                + "'\(nodes[parameter.layer].layer.name)', param index \(parameter.index)"
        )
    }

    /// A multiplier of a sharer: it must be the owner's, or becomes it where the
    /// owner has none of its own.
    private func adopt(
        _ isGiven: Bool,
        _ value: Float,
        _ field: String,
        _ path: WritableKeyPath<Parameter, Float>,
        _ owner: Int,
        _ owners: inout Set<Int>,
        _ layer: Layer
    ) throws {
        guard isGiven else { return }
        if owners.contains(owner), parameters[owner][keyPath: path] != value {
            throw EngineError(
                layer: layer.name,
                field: "param",
                "sharers of the parameter \"\(parameters[owner].name)\" must agree on \(field): "
                    + "found \(value), its owner has \(parameters[owner][keyPath: path])"
            )
        }
        parameters[owner][keyPath: path] = value
        owners.insert(owner)
    }
}

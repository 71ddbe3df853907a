import CremaProto

extension Net {
    /// What is known of the blobs while layers are added one after the other.
    private struct Progress {
        /// Blobs that nobody has read yet.
        var available: Set<String> = []
        var needsBackward: [ObjectIdentifier: Bool] = [:]
        /// Owners of shared parameters: the number in `parameters`.
        var owners: [String: Int] = [:]
        /// Owners that took a multiplier from their text, by parameter and field.
        var hasLRMult: Set<Int> = []
        var hasDecayMult: Set<Int> = []
        var byteCount = 0
    }

    func build(_ parameter: NetParameter) throws {
        context.log.info("net.cpp", "Initializing net \"\(name)\" for phase \(state.phase)")
        let included = try parameter.layer.indices.filter { index in
            try placed(index) { try parameter.layer[index].isIncluded(in: state) }
        }
        let (layers, places) = try splitting(included.map { parameter.layer[$0] }, of: included)
        let origins = places.map { included[$0] }
        var progress = Progress()
        for (layer, origin) in zip(layers, origins) {
            try placed(origin) {
                try add(layer, origin: origin, isForced: parameter.forceBackward, to: &progress)
            }
        }
        prune(forced: parameter.forceBackward)
        outputs = progress.available.sorted()
        for output in outputs {
            context.log.info("net.cpp", "This network produces output \(output)")
        }
        context.log.info("net.cpp", "Network initialization done.")
    }

    /// Runs something about a layer, and gives its error the place in the file.
    private func placed<Result>(_ origin: Int, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch var error as EngineError {
            if error.place == nil { error.place = context.place(origin, error.field) }
            throw error
        }
    }

    private func splitting(
        _ layers: [LayerParameter],
        of origins: [Int]
    ) throws -> ([LayerParameter], [Int]) {
        do {
            var splits = try SplitInsertion(layers)
            return splits.run()
        } catch var error as EngineError {
            if let index = layers.firstIndex(where: { $0.name == error.layer }) {
                error.place = context.place(origins[index], error.field)
            }
            throw error
        }
    }

    // MARK: One layer

    private func add(
        _ text: LayerParameter,
        origin: Int,
        isForced: Bool,
        to progress: inout Progress
    ) throws {
        var text = text
        if !text.hasPhase { text.phase = state.phase }
        guard let type = context.catalog.layerType(named: text.type) else {
            throw unknownType(text)
        }
        let description = type.description
        if text.propagateDown.count != 0, text.propagateDown.count != text.bottom.count {
            throw EngineError(
                layer: text.name,
                field: "propagate_down",
                "propagate_down is given once for each bottom or not at all: found "
                    + "\(text.propagateDown.count) for \(text.bottom.count) bottoms"
            )
        }
        let layerContext = LayerContext(
            phase: text.phase,
            device: context.device,
            seed: context.seed,
            clock: context.clock,
            workers: context.workers
        )
        context.log.info("net.cpp", "Creating Layer \(text.name)")
        var node = Node(
            layer: try type.init(parameter: text, context: layerContext),
            origin: origin
        )
        try connectBottoms(of: &node, text, &progress)
        node.layer.expectsBottomGradient = isForced || node.propagateDown.contains(true)
        try connectTops(of: &node, text, description, &progress)
        try checkCounts(node, text, description)
        try setUp(&node, &progress)
        try addParameters(of: &node, text, &progress)
        for top in node.tops { progress.needsBackward[ObjectIdentifier(top)] = node.needsBackward }
        nodes.append(node)
    }

    private func unknownType(_ text: LayerParameter) -> EngineError {
        let names = context.catalog.names
        let advice =
            NearestName.of(text.type, in: names).map { "did you mean \"\($0)\"?" }
            ?? "known types: \(names.joined(separator: ", "))"
        return EngineError(
            layer: text.name,
            field: "type",
            "unknown type \"\(text.type)\"; \(advice)"
        )
    }

    private func connectBottoms(
        of node: inout Node,
        _ text: LayerParameter,
        _ progress: inout Progress
    ) throws {
        for (index, name) in text.bottom.enumerated() {
            guard progress.available.remove(name) != nil, let blob = blob(name) else {
                throw unknownBottom(name, of: text, known: Array(progress.available))
            }
            context.log.info("net.cpp", "\(text.name) <- \(name)")
            node.bottoms.append(blob)
            node.bottomNames.append(name)
            let needs = progress.needsBackward[ObjectIdentifier(blob)] ?? false
            let given = text.propagateDown.isEmpty ? needs : text.propagateDown[index]
            node.propagateDown.append(given)
            if given { node.needsBackward = true }
        }
    }

    private func connectTops(
        of node: inout Node,
        _ text: LayerParameter,
        _ description: LayerDescription,
        _ progress: inout Progress
    ) throws {
        for (index, name) in text.top.enumerated() {
            if index < text.bottom.count, text.bottom[index] == name {
                guard description.inPlace != .refused else {
                    throw EngineError(
                        layer: text.name,
                        field: "top",
                        "\(text.type) cannot run in place; give its top another name than \"\(name)\""
                    )
                }
                context.log.info("net.cpp", "\(text.name) -> \(name) (in-place)")
                if description.inPlace == .allowed, mayOverwrite(node.bottoms[index], node.layer) {
                    node.tops.append(node.bottoms[index])
                } else {
                    let blob = Blob()
                    blobIndex[name].map { blobs[$0].blob = blob }
                    node.tops.append(blob)
                }
            } else {
                guard blobIndex[name] == nil else {
                    throw EngineError(
                        layer: text.name,
                        field: "top",
                        "the top \"\(name)\" is made by another layer already; give it another name"
                    )
                }
                context.log.info("net.cpp", "\(text.name) -> \(name)")
                let blob = Blob()
                blobIndex[name] = blobs.count
                blobs.append((name, blob))
                node.tops.append(blob)
            }
            node.topNames.append(name)
            progress.available.insert(name)
            if text.type == "Input" { inputs.append(name) }
        }
        guard description.makesAnonymousTops else { return }
        while !description.tops.contains(node.tops.count) {
            let blob = Blob()
            blobs.append(("(automatic)", blob))
            node.tops.append(blob)
            node.topNames.append("(automatic)")
        }
    }

    /// Whether a layer in place leaves what the gradients of those that filled the blob are computed
    /// from; else its top is a blob of its own, of the same name.
    private func mayOverwrite(_ blob: Blob, _ layer: Layer) -> Bool {
        // The user's code may count on having one blob.
        if layer.runsForeignCode { return true }
        return nodes.filter { $0.tops.contains { $0 === blob } }.allSatisfy { writer in
            switch writer.layer.topUse {
            case .nothing: true
            case .signs: layer.keepsSigns
            case .values: false
            }
        }
    }

    private func checkCounts(
        _ node: Node,
        _ text: LayerParameter,
        _ description: LayerDescription
    ) throws {
        for (what, allowed, found) in [
            ("bottom", description.bottoms, node.bottoms.count),
            ("top", description.tops, node.tops.count),
        ] where !allowed.contains(found) {
            throw EngineError(
                layer: text.name,
                field: what,
                "\(text.type) takes \(allowed) \(what)\(allowed == .exactly(1) ? "" : "s"), found \(found)"
            )
        }
        if description.pairsTopsWithBottoms, node.bottoms.count != node.tops.count {
            throw EngineError(
                layer: text.name,
                field: "top",
                "\(text.type) has as many tops as bottoms, found \(node.tops.count) tops for "
                    + "\(node.bottoms.count) bottoms"
            )
        }
    }

    private func setUp(_ node: inout Node, _ progress: inout Progress) throws {
        let layer = node.layer
        context.log.info("net.cpp", "Setting up \(layer.name)")
        try layer.setUp(bottom: node.bottoms, top: node.tops)
        try loadBlobs(of: layer)
        try layer.reshape(bottom: node.bottoms, top: node.tops)
        node.noteShapes()
        let weights = layer.parameter.lossWeight
        guard weights.isEmpty || weights.count == node.tops.count else {
            throw layer.error(
                "loss_weight is given once for each top or not at all: found \(weights.count) for "
                    + "\(node.tops.count) tops",
                field: "loss_weight"
            )
        }
        node.lossWeights = node.tops.indices.map { top in
            if top < weights.count { return weights[top] }
            return weights.isEmpty && top == 0 ? layer.defaultLossWeight : 0
        }
        fillLossWeights(node)
        for (top, weight) in zip(node.tops, node.lossWeights) {
            context.log.info("net.cpp", "Top shape: \(top.shape)")
            if weight != 0 {
                context.log.info("net.cpp", "    with loss weight \(caffeText(weight))")
            }
            progress.byteCount += top.count * MemoryLayout<Float>.size
        }
        context.log.info("net.cpp", "Memory required for data: \(progress.byteCount)")
    }

    /// Begins with the parameters that stand in the text, where it has any, in place of the fillers'.
    private func loadBlobs(of layer: Layer) throws {
        let protos = layer.parameter.blobs
        guard protos.isEmpty || protos.count == layer.blobs.count else {
            throw layer.error(
                "found \(protos.count) blobs for a layer with \(layer.blobs.count) parameters",
                field: "blobs"
            )
        }
        for (index, (blob, proto)) in zip(layer.blobs, protos).enumerated() {
            do { try blob.load(proto) } catch let failure as EngineError {
                throw layer.error("blob \(index): \(failure.message)", field: "blobs")
            }
        }
    }

    /// Puts the loss weights where the backward pass begins: into the tops' gradients, as Caffe does.
    func fillLossWeights(_ node: Node) {
        for (top, weight) in zip(node.tops, node.lossWeights) where weight != 0 {
            top.diff.write().update(repeating: weight)
        }
    }

    // MARK: Parameters

    private func addParameters(
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
                "found \(specs.count) param entries for a layer with \(layer.blobs.count) parameters"
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
        try share(layer.blobs[index], with: parameters[owner].blob, spec, of: layer)
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

    private func share(_ blob: Blob, with owner: Blob, _ spec: ParamSpec, of layer: Layer) throws {
        let fits =
            spec.shareMode == .permissive ? blob.count == owner.count : blob.shape == owner.shape
        guard fits else {
            throw EngineError(
                layer: layer.name,
                field: "param",
                "cannot share the parameter \"\(spec.name)\": its owner's shape is \(owner.shape), this "
                    + "layer's \(blob.shape); share_mode: PERMISSIVE asks for the same count only"
            )
        }
        guard blob.shape == owner.shape else {
            throw EngineError(
                layer: layer.name,
                field: "param",
                "sharing the parameter \"\(spec.name)\" between the shapes \(owner.shape) and \(blob.shape) "
                    + "is not supported yet; give both layers one shape"
            )
        }
        blob.shareData(with: owner)
        blob.shareDiff(with: owner)
        context.log.info(
            "net.cpp",
            "Sharing parameters '\(spec.name)' in layer '\(layer.name)'"
        )
    }

    /// A multiplier of a sharer: it must be the owner's, or becomes it where the owner has none of its own.
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
                "sharers of the parameter \"\(parameters[owner].name)\" must agree on \(field): found "
                    + "\(value), its owner has \(parameters[owner][keyPath: path])"
            )
        }
        parameters[owner][keyPath: path] = value
        owners.insert(owner)
    }

    // MARK: Where gradients go

    /// Leaves out of the backward pass what no loss depends on, walking back from the losses.
    private func prune(forced: Bool) {
        var underLoss: Set<ObjectIdentifier> = []
        var skipped: Set<ObjectIdentifier> = []
        for index in nodes.indices.reversed() {
            let tops = zip(nodes[index].tops.map(ObjectIdentifier.init), nodes[index].lossWeights)
            let contributes = tops.contains { underLoss.contains($0) || $1 != 0 }
            let skips = tops.allSatisfy { skipped.contains($0.0) }
            if !contributes || skips { nodes[index].needsBackward = false }
            if skips {
                nodes[index].propagateDown = nodes[index].propagateDown.map { _ in false }
            }
            for (bottom, blob) in nodes[index].bottoms.enumerated() {
                let id = ObjectIdentifier(blob)
                if contributes {
                    underLoss.insert(id)
                } else {
                    nodes[index].propagateDown[bottom] = false
                }
                if !nodes[index].propagateDown[bottom] { skipped.insert(id) }
            }
            if forced { force(index) }
            let need = nodes[index].needsBackward ? "needs" : "does not need"
            context.log.info(
                "net.cpp",
                "\(nodes[index].layer.name) \(need) backward computation."
            )
        }
    }

    private func force(_ index: Int) {
        let layer = nodes[index].layer
        nodes[index].needsBackward = true
        layer.propagatesToParameter = layer.propagatesToParameter.map { _ in true }
        for bottom in nodes[index].bottoms.indices where layer.allowsForceBackward(bottom: bottom) {
            nodes[index].propagateDown[bottom] = true
        }
    }
}

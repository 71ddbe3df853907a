import CremaData
import CremaProto

extension Net {
    /// What is known of the blobs while layers are added one after the other.
    struct Progress {
        /// Blobs that nobody has read yet.
        var available: Set<String> = []
        /// Blobs whose gradient is wanted by what made them.
        var needsBackward: Set<ObjectIdentifier> = []
        /// Owners of shared parameters: the number in `parameters`.
        var owners: [String: Int] = [:]
        /// Owners that took a multiplier from their text, by parameter and field.
        var hasLRMult: Set<Int> = []
        var hasDecayMult: Set<Int> = []
        var byteCount = 0
        var memory = MemoryNeed()
    }

    func build(_ parameter: NetParameter) throws {
        let included = try parameter.layer.indices.filter { index in
            try placed(index) { try parameter.layer[index].isIncluded(in: state, log: context.log) }
        }
        let layers = included.map { parameter.layer[$0] }
        log(parameter, layers)
        let split = try splitting(layers, of: included)
        var progress = Progress()
        for layer in split {
            try placed(included[layer.origin]) {
                try add(
                    layer,
                    origin: included[layer.origin],
                    isForced: parameter.forceBackward,
                    to: &progress
                )
            }
        }
        noteWhatMatters()
        prune()
        if parameter.forceBackward { forceBackward() }
        outputs = progress.available.sorted()
        for output in outputs {
            context.log.info("net.cpp", "This network produces output \(output)")
        }
        context.log.info("net.cpp", "Network initialization done.")
    }

    /// Logs what the net is built from: its text with the layers of this state.
    private func log(_ parameter: NetParameter, _ layers: [LayerParameter]) {
        var text = parameter
        text.state = state
        text.layer = layers
        context.log.info(
            "net.cpp",
            "Initializing net from parameters: \n\(text.prototxt())"
        )
    }

    /// Runs something about a layer, and gives its error the place in the file.
    private func placed<Result>(_ origin: Int, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch var error as EngineError {
            guard error.place == nil, let place = place(ofLayer: origin, field: error.field) else {
                throw error
            }
            error.place = place
            if let missing = error.missingFile {
                error.message += Folder.question(about: missing, beside: text.file)
            }
            throw error
        }
    }

    private func splitting(
        _ layers: [LayerParameter],
        of origins: [Int]
    ) throws -> [SplitInsertion.Layer] {
        do {
            var splits = try SplitInsertion(layers)
            return splits.run()
        } catch var error as EngineError {
            if let index = layers.firstIndex(where: { $0.name == error.layer }) {
                error.place = place(ofLayer: origins[index], field: error.field)
            }
            throw error
        }
    }

    // MARK: One layer

    private func add(
        _ layer: SplitInsertion.Layer,
        origin: Int,
        isForced: Bool,
        to progress: inout Progress
    ) throws {
        var text = layer.parameter
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
            clock: context.clock,
            workers: context.workers,
            isOutline: context.isOutline
        )
        context.log.info("layer_factory.hpp", "Creating layer \(text.name)")
        context.log.info("net.cpp", "Creating Layer \(text.name)")
        var node = Node(
            layer: try type.init(parameter: text, context: layerContext),
            origin: origin
        )
        try connectBottoms(of: &node, text, &progress)
        node.layer.expectsBottomGradient = isForced || node.propagateDown.contains(true)
        try connectTops(of: &node, text, description, &progress)
        try checkCounts(node, text, description)
        try setUp(&node, &progress, lossHasMoved: layer.lossHasMoved)
        try addParameters(of: &node, text, &progress)
        if node.needsBackward {
            progress.needsBackward.formUnion(node.tops.map(ObjectIdentifier.init))
        }
        nodes.append(node)
    }

    private func unknownType(_ text: LayerParameter) -> EngineError {
        let names = context.catalog.names
        let advice = NearestName.advice(text.type, in: names, listedAs: "known types:")
        return EngineError(
            layer: text.name,
            field: "type",
            "unknown type \"\(text.type)\"" + advice
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
            let needs = progress.needsBackward.contains(ObjectIdentifier(blob))
            node.propagateDown.append(
                text.propagateDown.isEmpty ? needs : text.propagateDown[index]
            )
            // What the bottom needs counts here, not propagate_down (Caffe's rule).
            if needs { node.needsBackward = true }
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
                        "\(text.type) cannot run in place; give its top another name than "
                            + "\"\(name)\""
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
                        "the top \"\(name)\" is already made by another layer; give it another name"
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
            context.log.info("net.cpp", "\(text.name) -> (automatic)")
            blobs.append(("(automatic)", blob))
            node.tops.append(blob)
            node.topNames.append("(automatic)")
        }
    }

    /// Whether a layer in place leaves what the gradients of those that filled the blob are
    /// computed from; else its top is a blob of its own, of the same name.
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
                "\(text.type) takes \(allowed) \(what)\(allowed == .exactly(1) ? "" : "s"), found "
                    + "\(found)"
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

    private func setUp(
        _ node: inout Node,
        _ progress: inout Progress,
        lossHasMoved: Bool
    ) throws {
        let layer = node.layer
        try layer.setUp(bottom: node.bottoms, top: node.tops)
        try loadBlobs(of: layer)
        try layer.reshape(bottom: node.bottoms, top: node.tops)
        context.log.info("net.cpp", "Setting up \(layer.name)")
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
            return weights.isEmpty && top == 0 && !lossHasMoved ? layer.defaultLossWeight : 0
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
        guard !context.isOutline else { return }
        try progress.memory.add(node, learns: state.phase == .train)
    }

    /// Starts with the parameters in the text, if it has any, in
    /// place of the fillers'.
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

    /// Puts the loss weights where the backward pass begins: into the tops'
    /// gradients, as Caffe does.
    func fillLossWeights(_ node: Node) {
        guard !context.isOutline else { return }
        for (top, weight) in zip(node.tops, node.lossWeights) where weight != 0 {
            top.diff.write().update(repeating: weight)
        }
    }
}

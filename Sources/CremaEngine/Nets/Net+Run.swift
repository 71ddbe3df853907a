import CremaProto

extension Net {
    /// What runs around each layer of a pass; Python's `before_forward` and its kin.
    public struct Observer {
        /// Called with the number of a layer before it runs.
        public var before: (_ layer: Int) throws -> Void
        /// Called with the number of a layer after it has run.
        public var after: (_ layer: Int) throws -> Void

        /// An observer; what is not given does nothing.
        public init(
            before: @escaping (Int) throws -> Void = { _ in },
            after: @escaping (Int) throws -> Void = { _ in }
        ) {
            self.before = before
            self.after = after
        }
    }

    /// Runs the layers from `first` to `last`, both included, and returns the
    /// loss that they add up to.
    ///
    /// With an observer or means to log, layer by layer; else in segments that workers go
    /// through at their own pace.
    @discardableResult
    public func forward(from first: Int = 0, to last: Int? = nil, observer: Observer? = nil) throws
        -> Float
    {
        guard !nodes.isEmpty else { return 0 }
        let observer = observer ?? forwardObserver
        settleViews()
        var loss: Float = 0
        var index = first
        let end = last ?? nodes.count - 1
        precondition(first >= 0 && end < nodes.count, "a pass stays within the net")
        while index <= end {
            let isAlone = observer != nil || logsMeans
            let segment = try shapeSegment(from: index, to: isAlone ? index : end)
            try observer?.before(index)
            try runForward(segment)
            for index in segment { loss += lossAdded(by: index) }
            if logsMeans { logForwardMeans(of: index) }
            try observer?.after(index)
            index = segment.upperBound
        }
        return loss
    }

    /// Sends gradients back through the layers from `first` down to `last`, both included.
    ///
    /// Gradients of bottoms are overwritten, gradients of parameters are added to what is there.
    /// Throws where somebody has changed the shape of a blob since the forward pass.
    public func backward(from first: Int? = nil, to last: Int = 0, observer: Observer? = nil) throws
    {
        guard !nodes.isEmpty else { return }
        let observer = observer ?? backwardObserver
        settleViews()
        let start = first ?? nodes.count - 1
        precondition(start < nodes.count && last >= 0, "a pass stays within the net")
        var index = start
        while index >= last {
            let isAlone = observer != nil || logsMeans
            let segment = segmentEnding(at: index, downTo: isAlone ? index : last)
            try observer?.before(index)
            try runBackward(segment)
            if logsMeans { logBackwardMeans(of: index) }
            try observer?.after(index)
            index = segment.lowerBound - 1
        }
        if logsMeans, start == nodes.count - 1, last == 0 { logParameterNorms() }
    }

    /// Shapes all layers for the inputs as they are now.
    public func reshape() throws {
        for index in nodes.indices { try shape(index) }
    }

    // MARK: Segments

    /// Shapes the layers from `index` on, and returns the longest run of them that workers can go
    /// through together, or one layer.
    private func shapeSegment(from index: Int, to end: Int) throws -> Range<Int> {
        try shape(index)
        guard let batch = dealtBatch(of: nodes[index]) else { return index..<index + 1 }
        var next = index + 1
        while next <= end, mayShapeEarly(nodes[next]) {
            try shape(next)
            guard dealtBatch(of: nodes[next]) == batch else { break }
            next += 1
        }
        return index..<next
    }

    private func segmentEnding(at index: Int, downTo last: Int) -> Range<Int> {
        guard let batch = dealtBatch(of: nodes[index]) else { return index..<index + 1 }
        var first = index
        while first > last, dealtBatch(of: nodes[first - 1]) == batch { first -= 1 }
        return first..<index + 1
    }

    /// A layer whose shape depends on the values of its bottoms can only be shaped
    /// when they are filled.
    private func mayShapeEarly(_ node: Node) -> Bool { !node.layer.reshapesAlways }

    /// The batch that a layer can be dealt by: nil where it needs the whole one.
    private func dealtBatch(of node: Node) -> Int? {
        guard node.layer.grain == .images, context.workers.count > 1, !node.bottoms.isEmpty else {
            return nil
        }
        let batch = node.bottoms[0].shape.images
        guard batch > 1 else { return nil }
        let blobs = node.bottoms + node.tops
        return blobs.allSatisfy { $0.shape.axisCount > 0 && $0.shape.images == batch } ? batch : nil
    }

    private func shape(_ index: Int) throws {
        let node = nodes[index]
        guard node.layer.reshapesAlways || !node.isShaped else { return }
        let before = node.tops.map(\.count)
        try placing(index) { try node.layer.reshape(bottom: node.bottoms, top: node.tops) }
        nodes[index].noteShapes()
        guard before != node.tops.map(\.count) else { return }
        var need = MemoryNeed()
        try need.add(node, learns: false)
        fillLossWeights(node)
    }

    // MARK: Running

    private func runForward(_ segment: Range<Int>) throws {
        for index in segment where nodes[index].layer.runsForeignCode { settleViews() }
        try deal(segment) { index, share in
            let node = nodes[index]
            try node.layer.forward(bottom: node.bottoms, top: node.tops, share: share)
        }
        for index in segment where nodes[index].shapesWhenRun { nodes[index].noteShapes() }
    }

    private func runBackward(_ segment: Range<Int>) throws {
        let active = segment.filter { nodes[$0].needsBackward }
        guard !active.isEmpty else { return }
        for index in active where !nodes[index].isShaped { throw shapeHasChanged(index) }
        let total = workerTotal(of: segment)
        for index in active {
            if nodes[index].layer.runsForeignCode { settleViews() }
            for blob in nodes[index].layer.blobs { blob.preparePartials(total) }
        }
        try deal(segment) { index, share in
            let node = nodes[index]
            guard node.needsBackward else { return }
            try node.layer.backward(
                top: node.tops,
                propagateDown: node.propagateDown,
                bottom: node.bottoms,
                share: share
            )
        } order: {
            $0.reversed()
        }
        try gather(active, total)
    }

    private func workerTotal(of segment: Range<Int>) -> Int {
        guard let batch = dealtBatch(of: nodes[segment.lowerBound]) else { return 1 }
        return min(batch, context.workers.count)
    }

    /// Has each worker go through the layers of a segment with its share, in the segment's
    /// order or the one given.
    private func deal(
        _ segment: Range<Int>,
        _ body: (Int, Share) throws -> Void,
        order: (Range<Int>) -> [Int] = Array.init
    ) throws {
        let total = workerTotal(of: segment)
        let indices = order(segment)
        guard total > 1 else {
            for index in indices { try placing(index) { try body(index, .whole) } }
            return
        }
        try context.workers.run { worker in
            guard worker < total else { return }
            let share = Share(index: worker, of: total)
            for index in indices { try placing(index) { try body(index, share) } }
        }
    }

    /// Adds the workers' parts of the parameter gradients up, each worker a
    /// slice of every parameter.
    private func gather(_ active: [Int], _ total: Int) throws {
        var blobs: [(Blob, (any Layout)?)] = []
        // Sharers add to one memory, and so in the layout of the first of them.
        var layouts: [ObjectIdentifier: (any Layout)?] = [:]
        for index in active {
            let layer = nodes[index].layer
            for (blob, learns) in zip(layer.blobs, layer.propagatesToParameter) where learns {
                let memory = ObjectIdentifier(blob.diff.storage)
                let layout = layouts[memory] ?? blob.layoutOfGradient
                layouts[memory] = layout
                blob.bringTogether(total, layout: layout)
                blobs.append((blob, layout))
            }
        }
        guard !blobs.isEmpty else { return }
        guard total > 1 else {
            for (blob, layout) in blobs { blob.gatherPartials(1, layout: layout, slice: .whole) }
            return
        }
        try context.workers.run { worker in
            let slice = Share(index: worker, of: context.workers.count)
            for (blob, layout) in blobs { blob.gatherPartials(total, layout: layout, slice: slice) }
        }
    }

    private func lossAdded(by index: Int) -> Float {
        var loss: Float = 0
        for (top, weight) in zip(nodes[index].tops, nodes[index].lossWeights) where weight != 0 {
            let values = top.data.read(), weights = top.diff.read()
            for element in values.indices { loss += values[element] * weights[element] }
        }
        return loss
    }

    /// Gives an error of a layer the place of that layer.
    private func placing(_ index: Int, _ body: () throws -> Void) throws {
        do { try body() } catch var error as EngineError {
            if error.layer == nil { error.layer = nodes[index].layer.name }
            if error.place == nil {
                error.place = place(ofLayer: nodes[index].origin, field: error.field)
            }
            throw error
        }
    }

    private func shapeHasChanged(_ index: Int) -> EngineError {
        EngineError(
            layer: nodes[index].layer.name,
            "the shape of a blob of this layer has changed since its forward pass; run the forward "
                + "pass again before the backward pass"
        )
    }

    /// Takes what views from outside have written as true, and shows them what is true now.
    public func settleViews() {
        for (_, blob) in blobs { blob.settleViews() }
        for node in nodes { for blob in node.layer.blobs { blob.settleViews() } }
    }
}

extension Net.Node {
    /// Whether the blobs have the shapes that the layer left them with.
    var isShaped: Bool {
        shapedFor.elementsEqual(bottoms.lazy.map(\.shape))
            && shapedTops.elementsEqual(tops.lazy.map(\.shape))
    }

    /// Whether the layer may give its tops their shapes only when it fills them, as the
    /// user's code and data do.
    var shapesWhenRun: Bool { layer.runsForeignCode || bottoms.isEmpty }

    /// Keeps the shapes of the blobs as those that the layer works with.
    mutating func noteShapes() {
        shapedFor = bottoms.map(\.shape)
        shapedTops = tops.map(\.shape)
    }
}

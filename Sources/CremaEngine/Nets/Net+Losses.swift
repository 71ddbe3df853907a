public import CremaProto

extension Net {
    /// Notes for each layer which of its tops a loss or a layer with parameters depends on.
    func noteWhatMatters() {
        var mattering: Set<ObjectIdentifier> = []
        for node in nodes.reversed() {
            let tops = zip(node.tops, node.lossWeights).map { top, weight in
                weight != 0 || mattering.contains(ObjectIdentifier(top))
            }
            node.layer.topsMatter = tops
            if tops.contains(true) || !node.layer.blobs.isEmpty {
                mattering.formUnion(node.bottoms.map(ObjectIdentifier.init))
            }
        }
    }

    /// Why training teaches the net nothing, and what to write; nil where it has a loss.
    ///
    /// In Caffe a layer in Python is a loss only if the net makes it one.
    public var lackOfLoss: Phrase? {
        guard !nodes.isEmpty, nodes.allSatisfy({ $0.lossWeights.allSatisfy { $0 == 0 } }) else {
            return nil
        }
        let why = "no layer of the net has a loss weight, so nothing is learned"
        let read = Set(nodes.flatMap { $0.bottoms.map(ObjectIdentifier.init) })
        let last = nodes.last { node in
            node.layer.runsForeignCode
                && node.tops.contains { !read.contains(ObjectIdentifier($0)) }
        }
        guard let last else {
            return .described(
                "net_error.no_loss",
                english: "\(why); a loss layer makes one, or loss_weight: 1 in another layer"
            )
        }
        var remedy = EngineError(
            layer: last.layer.name,
            "if its top is the loss, write loss_weight: 1 in the layer"
        )
        remedy.place = place(ofLayer: last.origin)
        return .described(
            "net_error.no_loss_weight",
            english: "\(why); \(remedy)",
            ["layer": last.layer.name]
        )
    }
}

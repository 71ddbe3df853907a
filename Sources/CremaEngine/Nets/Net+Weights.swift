public import CremaProto

extension Net {
    /// The net with its weights, as a `.caffemodel` holds it.
    public func proto(withDiff: Bool = false) -> NetParameter {
        var proto = NetParameter()
        proto.name = name
        proto.layer = nodes.map { node in
            var layer = node.layer.parameter
            layer.blobs = node.layer.blobs.map { $0.proto(withDiff: withDiff) }
            return layer
        }
        return proto
    }

    /// Takes the weights of the layers that have the same names here.
    ///
    /// Returns the names of those that took some. Throws where a layer has another number of
    /// parameters, or one of another shape.
    @discardableResult
    public func copyTrainedLayers(from proto: NetParameter, log: Log = .none) throws -> Set<String>
    {
        var taken: Set<String> = []
        for source in proto.layer {
            guard let node = node(source.name) else {
                log.info("net.cpp", "Ignoring source layer \(source.name)")
                continue
            }
            let blobs = node.layer.blobs
            guard source.blobs.count == blobs.count else {
                throw EngineError(
                    layer: source.name,
                    "the file has \(source.blobs.count) parameters for this layer, the net "
                        + "\(blobs.count)"
                )
            }
            for (index, (file, blob)) in zip(source.blobs, blobs).enumerated() {
                do { try blob.load(file) } catch {
                    throw EngineError(
                        layer: source.name,
                        "cannot copy parameter \(index): \(error); to learn this layer from "
                            + "scratch rather than copy it, rename it"
                    )
                }
            }
            if !blobs.isEmpty { taken.insert(source.name) }
        }
        return taken
    }

    /// Shows the weights of another net in the layers of the same names, as a test net does.
    ///
    /// Throws where a layer has another number of parameters, or one of another shape.
    public func shareTrainedLayers(with other: Net) throws {
        for source in other.nodes {
            guard let node = node(source.layer.name) else { continue }
            guard node.layer.blobs.count == source.layer.blobs.count else {
                throw EngineError(
                    layer: node.layer.name,
                    "has \(node.layer.blobs.count) parameters here and \(source.layer.blobs.count) "
                        + "in training"
                )
            }
            for (blob, trained) in zip(node.layer.blobs, source.layer.blobs) {
                guard blob.shape == trained.shape else {
                    throw EngineError(
                        layer: node.layer.name,
                        "has a parameter of shape \(blob.shape) here and \(trained.shape) in "
                            + "training"
                    )
                }
                blob.shareData(with: trained)
            }
        }
    }
}

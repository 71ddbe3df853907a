public import CremaProto

/// A layer that begins a forward pass where the last one ended (LSTM and RNN).
///
/// Caffe's snapshots lack that state; a run that is to resume bit for bit keeps it next to them.
public protocol CarriesState: Layer {
    /// What the last forward pass left for the next one, always in the same order; zeros at first.
    var carriedState: [Memory] { get }
}

extension CarriesState {
    /// Forgets what came before: the next forward pass begins with zeros.
    public func reset() {
        for memory in carriedState { memory.clear() }
    }

    /// The state as in a file.
    public func stateProtos() -> [BlobProto] {
        carriedState.map { memory in
            var proto = BlobProto()
            proto.shape.dim = memory.shape.dims.map(Int64.init)
            proto.data = Array(memory.read())
            return proto
        }
    }

    /// Takes the state of a file, for the next forward pass to begin with.
    ///
    /// Throws where it is not that of such a layer.
    public func restoreState(_ protos: [BlobProto]) throws {
        let memories = carriedState
        guard protos.count == memories.count else {
            throw error("the file has \(protos.count) states, the layer \(memories.count)")
        }
        for (number, (proto, memory)) in zip(protos, memories).enumerated() {
            guard proto.fits(memory.shape), proto.data.count == memory.shape.count else {
                throw error(
                    "state \(number) has the shape \(proto.shapeText), the layer's is "
                        + "\(memory.shape)"
                )
            }
        }
        for (proto, memory) in zip(protos, memories) {
            _ = memory.write().update(fromContentsOf: proto.data)
        }
    }
}

import CremaProto

@testable import CremaEngine

/// A layer made from prototxt, with blobs of its own.
final class LayerText {
    let layer: Layer
    let bottoms: [Blob]
    let tops: [Blob]

    /// Sets up and shapes the layer of a text (its fields without name), over blobs of those
    /// shapes.
    init(
        _ text: String,
        bottoms: [Shape] = [],
        tops: Int = 1,
        phase: Phase = .train,
        seed: UInt64 = 1,
        clock: Clock? = nil
    ) throws {
        let net = try NetParameter.read(text: "layer { name: \"L\" \(text) }", file: "test").message
        let type = LayerCatalog.builtIn.layerType(named: net.layer[0].type)!
        layer = try type.init(
            parameter: net.layer[0],
            context: LayerContext(
                phase: phase,
                device: ReferenceDevice(),
                clock: clock ?? Clock(seed: seed)
            )
        )
        self.bottoms = bottoms.map(Blob.init(shape:))
        self.tops = (0..<tops).map { _ in Blob() }
        try layer.setUp(bottom: self.bottoms, top: self.tops)
        try layer.reshape(bottom: self.bottoms, top: self.tops)
    }

    /// Fills a bottom.
    func fill(_ index: Int, _ values: [Float]) {
        _ = bottoms[index].data.write().update(fromContentsOf: values)
    }

    /// Goes forward and gives the first top.
    @discardableResult
    func forward(share: Share = .whole) throws -> [Float] {
        try layer.reshape(bottom: bottoms, top: tops)
        try layer.forward(bottom: bottoms, top: tops, share: share)
        return tops.isEmpty ? [] : Array(tops[0].data.read())
    }
}

/// What an error of the engine says, or nil if there is none.
func message(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return "\(error)" }
    return nil
}

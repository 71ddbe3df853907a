import CremaEngine
import CremaProto

/// What a net is made of, for the outside.
private struct NetContents: Encodable {
    struct LayerContents: Encodable {
        let name: String
        let type: String
        /// The blobs that the layer reads and fills, by their numbers.
        let bottoms: [Int]
        let tops: [Int]
        /// Whether a backward pass needs of the layer the gradient of each
        /// bottom, of each parameter.
        let asksBottoms: [Bool]
        let asksParameters: [Bool]
    }

    let name: String
    let blobs: [String]
    /// What each blob adds to the loss, times.
    let lossWeights: [Float]
    let layers: [LayerContents]
    /// The blobs to be filled, and those that no layer reads, by their numbers.
    let inputs: [Int]
    let outputs: [Int]

    init(_ net: Net) {
        let byIdentity = Dictionary(
            uniqueKeysWithValues: net.blobs.enumerated().map { (ObjectIdentifier($1.blob), $0) }
        )
        let byName = Dictionary(
            net.blobs.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        // What a layer in place wrote over has no number of its own: it is the blob of its name.
        func numbers(_ blobs: [Blob], _ blobNames: [String]) -> [Int] {
            zip(blobs, blobNames).compactMap { byIdentity[ObjectIdentifier($0)] ?? byName[$1] }
        }
        name = net.name
        blobs = net.blobs.map(\.name)
        var weights = [Float](repeating: 0, count: blobs.count)
        for node in net.nodes {
            let tops = numbers(node.tops, node.topNames)
            for (top, weight) in zip(tops, node.lossWeights) { weights[top] = weight }
        }
        lossWeights = weights
        layers = net.nodes.map { node in
            LayerContents(
                name: node.layer.name,
                type: node.layer.parameter.type,
                bottoms: numbers(node.bottoms, node.bottomNames),
                tops: numbers(node.tops, node.topNames),
                asksBottoms: node.propagateDown.map { node.needsBackward && $0 },
                asksParameters: node.layer.propagatesToParameter.map { node.needsBackward && $0 }
            )
        }
        inputs = net.inputs.compactMap { byName[$0] }
        outputs = net.outputs.compactMap { byName[$0] }
    }
}

/// Builds a net from a prototxt for a phase (0 TRAIN, 1 TEST), a level and
/// stages separated by commas.
///
/// The stages are added to those of the net's own `state`, as in Caffe.
@_cdecl("crema_net_make")
public func cremaNetMake(
    _ path: UnsafePointer<CChar>,
    _ phase: Int32,
    _ level: Int32,
    _ stages: UnsafePointer<CChar>,
    _ handle: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let text = try NetParameter.read(prototxt: String(cString: path))
        guard let phase = Phase(rawValue: Int(phase)) else {
            throw EngineError("a phase is 0 (TRAIN) or 1 (TEST), found \(phase)")
        }
        var state = text.message.state
        state.phase = phase
        state.level = level
        state.stage += String(cString: stages).split(separator: ",").map(String.init)
        let context = try Session.context(seed: Session.nextSeed(), isOfSolver: false)
        handle.pointee = retainedHandle(try Net(text, state: state, context: context))
    }
}

/// Tells what a net is made of, as JSON that the caller frees.
@_cdecl("crema_net_contents")
public func cremaNetContents(_ net: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar>? {
    jsonText(NetContents(object(net)))
}

/// A blob of a net by its number, owned by the caller; nil if there is none.
@_cdecl("crema_net_blob")
public func cremaNetBlob(
    _ net: UnsafeMutableRawPointer,
    _ index: Int32
) -> UnsafeMutableRawPointer? {
    let blobs = object(net, as: Net.self).blobs
    return blobs.indices.contains(Int(index)) ? retainedHandle(blobs[Int(index)].blob) : nil
}

/// A layer of a net by its number, which outlives the net and belongs to the caller;
/// nil if there is none.
@_cdecl("crema_net_layer")
public func cremaNetLayer(
    _ net: UnsafeMutableRawPointer,
    _ index: Int32
) -> UnsafeMutableRawPointer? {
    let nodes = object(net, as: Net.self).nodes
    guard nodes.indices.contains(Int(index)) else { return nil }
    return retainedHandle(LayerReference(keeping: nodes[Int(index)].layer))
}

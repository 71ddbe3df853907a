import CremaEngine
import CremaProto
import FoundationEssentials
import Glibc

/// What a net is made of, for the outside.
private struct NetContents: Encodable {
    struct LayerContents: Encodable {
        let name: String
        let type: String
        let bottoms: [String]
        let tops: [String]
        let parameters: Int
    }

    let name: String
    let blobs: [String]
    let layers: [LayerContents]
    let inputs: [String]
    let outputs: [String]

    init(_ net: Net) {
        name = net.name
        blobs = net.blobs.map(\.name)
        layers = net.nodes.map {
            LayerContents(
                name: $0.layer.name,
                type: $0.layer.parameter.type,
                bottoms: $0.bottomNames,
                tops: $0.topNames,
                parameters: $0.layer.blobs.count
            )
        }
        inputs = net.inputs
        outputs = net.outputs
    }
}

/// Builds a net from a prototxt for a phase (0 TRAIN, 1 TEST), a level and stages separated by commas.
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
        var state = NetState()
        state.phase = phase
        state.level = level
        state.stage = String(cString: stages).split(separator: ",").map(String.init)
        let context = try NetContext(
            catalog: .builtIn.adding(PythonLayer.self),
            place: { text.position(ofLayer: $0, field: $1)?.description }
        )
        handle.pointee = retainedHandle(try Net(text.message, state: state, context: context))
    }
}

/// Tells what a net is made of, as JSON that the caller frees.
@_cdecl("crema_net_contents")
public func cremaNetContents(_ net: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar>? {
    let json = try? JSONEncoder().encode(NetContents(object(net)))
    return strdup(String(decoding: json ?? Data("{}".utf8), as: UTF8.self))
}

/// A blob of a net by its number, owned by the caller; nil where there is none.
@_cdecl("crema_net_blob")
public func cremaNetBlob(
    _ net: UnsafeMutableRawPointer,
    _ index: Int32
) -> UnsafeMutableRawPointer? {
    let blobs = object(net, as: Net.self).blobs
    return blobs.indices.contains(Int(index)) ? retainedHandle(blobs[Int(index)].blob) : nil
}

/// A parameter of a layer of a net by their numbers, owned by the caller; nil where there is none.
@_cdecl("crema_net_parameter")
public func cremaNetParameter(
    _ net: UnsafeMutableRawPointer,
    _ layer: Int32,
    _ index: Int32
) -> UnsafeMutableRawPointer? {
    let nodes = object(net, as: Net.self).nodes
    guard nodes.indices.contains(Int(layer)),
        nodes[Int(layer)].layer.blobs.indices.contains(Int(index))
    else { return nil }
    return retainedHandle(nodes[Int(layer)].layer.blobs[Int(index)])
}

/// The layers from one to another, both included, that a caller may ask a net to run.
private func checkedLayers(_ net: Net, _ first: Int32, _ last: Int32) throws {
    for index in [first, last] where !net.nodes.indices.contains(Int(index)) {
        throw EngineError("the net has \(net.nodes.count) layers, there is no layer \(index)")
    }
}

/// Runs the layers from the first to the last, both included, and tells the loss.
@_cdecl("crema_net_forward")
public func cremaNetForward(
    _ net: UnsafeMutableRawPointer,
    _ first: Int32,
    _ last: Int32,
    _ loss: UnsafeMutablePointer<Float>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let net: Net = object(net)
        try checkedLayers(net, first, last)
        loss.pointee = try net.forward(from: Int(first), to: Int(last))
    }
}

/// Sends gradients back from the first layer down to the last, both included.
@_cdecl("crema_net_backward")
public func cremaNetBackward(
    _ net: UnsafeMutableRawPointer,
    _ first: Int32,
    _ last: Int32
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let net: Net = object(net)
        try checkedLayers(net, first, last)
        try net.backward(from: Int(first), to: Int(last))
    }
}

/// Shapes all layers for the inputs as they are now.
@_cdecl("crema_net_reshape")
public func cremaNetReshape(_ net: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure { try object(net, as: Net.self).reshape() }
}

/// Takes the weights of the layers of the same names from a caffemodel, binary or HDF5.
@_cdecl("crema_net_copy_from")
public func cremaNetCopyFrom(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let weights = try WeightsFile(path: String(cString: path))
        try object(net, as: Net.self).copyTrainedLayers(from: weights, log: .none)
    }
}

import CremaEngine

/// A layer for the outside: the user's code may outlive its layer, and must not keep it alive.
final class LayerReference {
    private weak var known: Layer?
    private let kept: Layer?

    /// A reference that is of no use any more when the layer's net is gone.
    init(_ layer: Layer) { (known, kept) = (layer, nil) }

    /// A reference that keeps the layer.
    init(keeping layer: Layer) { (known, kept) = (layer, layer) }

    var layer: Layer? { known }
}

private func layer(_ handle: UnsafeMutableRawPointer) -> Layer? {
    object(handle, as: LayerReference.self).layer
}

/// A handle on a layer in Python that stays good, if of no use, when its net is gone.
@_cdecl("crema_layer_reference")
public func cremaLayerReference(_ layer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    retainedHandle(LayerReference(object(layer, as: PythonLayer.self)))
}

/// What the interpreter knows a layer in Python by; 0 for any other layer.
@_cdecl("crema_layer_number")
public func cremaLayerNumber(_ handle: UnsafeMutableRawPointer) -> Int64 {
    (layer(handle) as? PythonLayer)?.number ?? 0
}

/// Tells where the run of a layer's net is: the iteration, and the pass within it.
///
/// They stay as they are if the net is gone.
@_cdecl("crema_layer_clock")
public func cremaLayerClock(
    _ handle: UnsafeMutableRawPointer,
    _ iterationAndPass: UnsafeMutablePointer<Int64>
) {
    guard let clock = layer(handle)?.context.clock else { return }
    iterationAndPass[0] = Int64(clock.iteration)
    iterationAndPass[1] = Int64(clock.pass)
}

/// The number of learnable parameters of a layer.
@_cdecl("crema_layer_blob_count")
public func cremaLayerBlobCount(_ handle: UnsafeMutableRawPointer) -> Int32 {
    Int32(layer(handle)?.blobs.count ?? 0)
}

/// A learnable parameter of a layer, owned by the caller; nil if there is none with that index.
@_cdecl("crema_layer_blob")
public func cremaLayerBlob(
    _ handle: UnsafeMutableRawPointer,
    _ index: Int32
) -> UnsafeMutableRawPointer? {
    guard let layer = layer(handle), layer.blobs.indices.contains(Int(index)) else { return nil }
    return retainedHandle(layer.blobs[Int(index)])
}

/// Adds a learnable parameter of that shape to a layer.
@_cdecl("crema_layer_add_blob")
public func cremaLayerAddBlob(
    _ handle: UnsafeMutableRawPointer,
    _ dims: UnsafePointer<Int64>?,
    _ count: Int32
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        guard let layer = layer(handle) else {
            throw EngineError("the net of this layer is gone, so it takes no more parameters")
        }
        layer.blobs.append(Blob(shape: try checkedShape(dims, count)))
    }
}

/// Gives a layer in Python a file of source that it is made of; a snapshot keeps a copy.
@_cdecl("crema_layer_add_source")
public func cremaLayerAddSource(
    _ layer: UnsafeMutableRawPointer,
    _ name: UnsafePointer<CChar>,
    _ bytes: UnsafePointer<UInt8>?,
    _ count: Int
) {
    let file = SourceFile(
        name: String(cString: name),
        bytes: Array(UnsafeBufferPointer(start: bytes, count: count))
    )
    object(layer, as: PythonLayer.self).files.append(file)
}

import CremaEngine
import CremaProto

/// The plain numbers of a blob while somebody outside may read and write them.
private final class Pin {
    let memory: Memory
    let buffer: Memory.Buffer

    init(_ memory: Memory) {
        self.memory = memory
        buffer = memory.pin()
    }

    deinit { memory.unpin() }
}

/// A shape from outside.
func checkedShape(_ dims: UnsafePointer<Int64>?, _ count: Int32) throws -> Shape {
    let dims = UnsafeBufferPointer(start: dims, count: Int(max(count, 0)))
    let shape = try Shape(checking: dims.map(Int.init))
    if let shortage = AvailableMemory.shortage(of: shape.count * MemoryLayout<Float>.size) {
        throw EngineError("a blob of the shape \(shape) \(shortage)")
    }
    return shape
}

/// Makes a blob that belongs to no net.
@_cdecl("crema_blob_make")
public func cremaBlobMake(
    _ dims: UnsafePointer<Int64>?,
    _ count: Int32,
    _ handle: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure { handle.pointee = retainedHandle(Blob(shape: try checkedShape(dims, count))) }
}

/// Takes part in the ownership of a blob, whose handle a layer was called with.
@_cdecl("crema_blob_retain")
public func cremaBlobRetain(_ blob: UnsafeMutableRawPointer) {
    _ = Unmanaged<Blob>.fromOpaque(blob).retain()
}

/// Writes the extents of a blob, at most 32, and returns how many there are.
@_cdecl("crema_blob_shape")
public func cremaBlobShape(
    _ blob: UnsafeMutableRawPointer,
    _ dims: UnsafeMutablePointer<Int64>
) -> Int32 {
    let shape = object(blob, as: Blob.self).shape
    for (axis, extent) in shape.dims.enumerated() { dims[axis] = Int64(extent) }
    return Int32(shape.axisCount)
}

/// Gives a blob another shape.
@_cdecl("crema_blob_reshape")
public func cremaBlobReshape(
    _ blob: UnsafeMutableRawPointer,
    _ dims: UnsafePointer<Int64>?,
    _ count: Int32
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure { object(blob, as: Blob.self).reshape(to: try checkedShape(dims, count)) }
}

/// Pins the values (or the gradient) of a blob: its numbers may be read and written
/// until the pin is released.
///
/// Writes where they are, how many bytes and axes they have, and the extents, at most 32. The
/// numbers stay valid as long as the pin, even if the blob grows out of them or is gone.
@_cdecl("crema_blob_pin")
public func cremaBlobPin(
    _ blob: UnsafeMutableRawPointer,
    _ wantsDiff: Bool,
    _ view: UnsafeMutablePointer<Int64>
) -> UnsafeMutableRawPointer {
    let blob: Blob = object(blob)
    let pin = Pin(wantsDiff ? blob.diff : blob.data)
    view[0] = Int64(Int(bitPattern: pin.buffer.floats))
    let shape = pin.memory.shape
    view[1] = Int64(shape.count * MemoryLayout<Float>.size)
    view[2] = Int64(shape.axisCount)
    for (axis, extent) in shape.dims.enumerated() { view[3 + axis] = Int64(extent) }
    return retainedHandle(pin)
}

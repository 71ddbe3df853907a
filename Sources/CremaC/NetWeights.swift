import CremaData
import CremaEngine
import CremaProto
import Glibc

/// Takes the weights of the layers of the same names from a caffemodel, binary or HDF5.
///
/// `warning` becomes what there is to say of a file that has nothing for the
/// net; the caller frees it.
@_cdecl("crema_net_copy_from")
public func cremaNetCopyFrom(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>,
    _ warning: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let path = String(cString: path)
        try take(WeightsFile(path: path), from: path, into: net, warning)
    }
}

private func take(
    _ weights: WeightsFile,
    from path: String,
    into net: UnsafeMutableRawPointer,
    _ warning: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) throws {
    try settlingViews(of: object(net, as: Net.self)) { net in
        let taken = try net.copyTrainedLayers(from: weights, log: Session.log)
        warning.pointee = net.mismatch(path, weights, taken: taken).flatMap { strdup($0) }
    }
}

/// Writes a net with its weights as a caffemodel, in full or not at all, and next to it
/// the code of its layers.
@_cdecl("crema_net_save")
public func cremaNetSave(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let (net, path) = (object(net, as: Net.self), String(cString: path))
        let bytes: [UInt8] = try settlingViews(of: net) { try $0.proto().binary() }
        try AtomicFile.write(path: path, bytes)
        try net.keepSourceFiles(besideWeights: path)
    }
}

/// Shows the weights of another net in the layers of the same names from now on.
@_cdecl("crema_net_share_with")
public func cremaNetShareWith(
    _ net: UnsafeMutableRawPointer,
    _ other: UnsafeMutableRawPointer
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        try settlingViews(of: object(net)) { try $0.shareTrainedLayers(with: object(other)) }
    }
}

/// Takes the weights of the layers of the same names from an HDF5 file; `warning` as above.
@_cdecl("crema_net_load_hdf5")
public func cremaNetLoadHDF5(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>,
    _ warning: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let path = String(cString: path)
        try take(.hdf5(HDF5File(path: path)), from: path, into: net, warning)
    }
}

/// Writes the weights of a net as HDF5, in full or not at all, and next to it
/// the code of its layers.
@_cdecl("crema_net_save_hdf5")
public func cremaNetSaveHDF5(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let (net, path) = (object(net, as: Net.self), String(cString: path))
        try settlingViews(of: net) { try $0.saveHDF5(to: path) }
        try net.keepSourceFiles(besideWeights: path)
    }
}

/// Gives the first layer of a net, of type MemoryData, as many records as there are labels;
/// their numbers are copied.
@_cdecl("crema_net_set_input_arrays")
public func cremaNetSetInputArrays(
    _ net: UnsafeMutableRawPointer,
    _ data: UnsafePointer<Float>,
    _ dataCount: Int64,
    _ labels: UnsafePointer<Float>,
    _ count: Int64
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let first = object(net, as: Net.self).nodes.first?.layer
        guard let layer = first as? MemoryDataLayer else {
            throw EngineError("the first layer of the net is not a MemoryData layer")
        }
        guard dataCount >= 0, count >= 0 else {
            throw EngineError("there are no \(count) items of \(dataCount) numbers")
        }
        try layer.reset(
            data: UnsafeBufferPointer(start: data, count: Int(dataCount)),
            labels: UnsafeBufferPointer(start: labels, count: Int(count)),
            count: Int(count)
        )
    }
}

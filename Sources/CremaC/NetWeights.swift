import CremaData
import CremaEngine
import CremaProto
import SwiftProtobuf

/// Takes the weights of the layers of the same names from a caffemodel, binary or HDF5.
@_cdecl("crema_net_copy_from")
public func cremaNetCopyFrom(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let weights = try WeightsFile(path: String(cString: path))
        try settlingViews(of: object(net)) {
            try $0.copyTrainedLayers(from: weights, log: Session.log)
        }
    }
}

/// Writes a net with its weights as a caffemodel, in full or not at all.
@_cdecl("crema_net_save")
public func cremaNetSave(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let bytes: [UInt8] = try settlingViews(of: object(net)) { try $0.proto().serializedBytes() }
        try AtomicFile.write(path: String(cString: path), bytes)
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

/// Takes the weights of the layers of the same names from an HDF5 file.
@_cdecl("crema_net_load_hdf5")
public func cremaNetLoadHDF5(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        let weights = try HDF5File(path: String(cString: path))
        try settlingViews(of: object(net)) {
            try $0.copyTrainedLayers(from: weights, log: Session.log)
        }
    }
}

/// Writes the weights of a net as HDF5, in full or not at all.
@_cdecl("crema_net_save_hdf5")
public func cremaNetSaveHDF5(
    _ net: UnsafeMutableRawPointer,
    _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        try settlingViews(of: object(net)) { try $0.saveHDF5(to: String(cString: path)) }
    }
}

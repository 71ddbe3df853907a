public import CremaProto

extension NetParameter {
    /// The net with another number of images in each batch: in the layers that read records, and
    /// along the first axis of each Input.
    public func withBatch(_ size: Int) -> NetParameter {
        var net = self
        let count = UInt32(clamping: size)
        for index in net.layer.indices {
            switch net.layer[index].type {
            case "Data": net.layer[index].dataParam.batchSize = count
            case "HDF5Data": net.layer[index].hdf5DataParam.batchSize = count
            case "ImageData": net.layer[index].imageDataParam.batchSize = count
            case "MemoryData": net.layer[index].memoryDataParam.batchSize = count
            case "WindowData": net.layer[index].windowDataParam.batchSize = count
            case "Input":
                for shape in net.layer[index].inputParam.shape.indices
                where !net.layer[index].inputParam.shape[shape].dim.isEmpty {
                    net.layer[index].inputParam.shape[shape].dim[0] = Int64(clamping: size)
                }
            default: continue
            }
        }
        return net
    }
}

import CremaEngine
import CremaProto

extension NetFile {
    /// Builds the net in the run's host process, on a device with a number of workers, with the
    /// weights of files if there are any, the later ones over the earlier.
    ///
    /// Throws the first error, with its place in the file; so does a file without any weights for
    /// this net.
    func makeNet(
        in host: RunHost,
        device: String? = nil,
        workers: Int? = nil,
        weights: [String] = []
    ) throws -> Net {
        let context = try NetContext(
            catalog: host.catalog,
            device: DeviceCatalog.builtIn.makeDevice(named: device),
            workers: workers.map { try WorkerPool(checking: $0) },
            log: host.log
        )
        let net = try EngineError.blaming(.badDefinition) {
            try Net(text, state: state, context: context)
        }
        try EngineError.blaming(.badFile) { try net.takeWeights(from: weights, log: host.log) }
        return net
    }
}

extension RunHost {
    /// Logs the device, in Caffe's words if it is the processor.
    func logUse(of device: String?) {
        let isDefault = device == nil || device == DeviceCatalog.builtIn.defaultName
        log.info("caffe.cpp", isDefault ? "Use CPU." : "Use device \(device ?? "").")
    }
}

import CremaEngine
import CremaProto

extension NetFile {
    /// Builds the net in the process that hosts a run, on a device and so many workers, with the
    /// weights of files where there are any, the later ones over the earlier.
    ///
    /// Throws the first error, at its place in the file; a file of weights that has none for this
    /// net is one.
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
            log: host.log,
            place: { text.position(ofLayer: $0, field: $1)?.description }
        )
        let net = try EngineError.blaming(.badDefinition) {
            try Net(text.message, state: state, context: context)
        }
        try EngineError.blaming(.badFile) { try net.takeWeights(from: weights, log: host.log) }
        return net
    }
}

extension RunHost {
    /// Logs what is computed on, in Caffe's words where it is the processor.
    func logUse(of device: String?) {
        let isDefault = device == nil || device == DeviceCatalog.builtIn.defaultName
        log.info("caffe.cpp", isDefault ? "Use CPU." : "Use device \(device ?? "").")
    }
}

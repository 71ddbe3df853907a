import CremaData
public import CremaEngine
import CremaProto
import Synchronization

/// A layer whose code is a class in Python, derived from `caffe.Layer`.
///
/// The interpreter that loaded this library calls `setup` once, `reshape` then and before each
/// `forward`, `forward`, and `backward` if the net needs a gradient. It sees the blobs as live
/// views of the same memory.
///
/// Fields (`python_param`): `module` and `layer` name the class, `param_str` is
/// handed to it as it is.
public final class PythonLayer: Layer {
    public override class var description: LayerDescription { .python }

    /// What the interpreter knows the layer by; 0 before it is made.
    private(set) var number: Int64 = 0
    /// The files that the interpreter has read the layer's code from.
    var files: [SourceFile] = []
    /// What the interpreter said of a step that failed.
    var saying: PythonSaying?
    /// Whether a NaN from which nothing is learned was reported.
    var hasToldOfNaN = false

    public override var grain: Grain { .batch }
    public override var reshapesAlways: Bool { true }
    public override var runsForeignCode: Bool { true }
    public override var sourceFiles: [SourceFile] { files }

    public override func setUp(bottom: [Blob], top: [Blob]) throws {
        let python = parameter.pythonParam
        for (field, value) in [("module", python.module), ("layer", python.layer)]
        where value.isEmpty {
            throw error(
                "python_param has no \(field); write python_param { module: \"file\" layer: "
                    + "\"Class\" }",
                field: "python_param"
            )
        }
        let host = try host()
        let handle = Unmanaged.passUnretained(self).toOpaque()
        try watched(.setUp, bottom, top) {
            number = host.create(
                handle,
                name,
                python.module,
                python.layer,
                python.paramStr,
                Int32(context.phase.rawValue),
                context.seed
            )
            return number != 0
        }
        try call(.setUp, bottom, top)
    }

    public override func reshape(bottom: [Blob], top: [Blob]) throws {
        try call(.reshape, bottom, top)
    }

    public override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        try call(.forward, bottom, top)
    }

    public override func backward(
        top: [Blob],
        propagateDown: [Bool],
        bottom: [Blob],
        share: Share
    ) throws {
        try call(.backward, bottom, top, propagateDown)
    }

    deinit {
        guard number != 0, let host = PythonHost.current.withLock({ $0 }) else { return }
        host.destroy(number)
    }

    private func host() throws -> PythonHost {
        guard let host = PythonHost.current.withLock({ $0 }) else {
            throw error(
                "it is written in Python, and this process does not run Python; start "
                    + "`crema`"
            )
        }
        return host
    }

    private func call(
        _ step: PythonStep,
        _ bottom: [Blob],
        _ top: [Blob],
        _ propagateDown: [Bool] = []
    ) throws {
        let host = try host()
        let bottomHandles = bottom.map { Unmanaged.passUnretained($0).toOpaque() }
        let topHandles = top.map { Unmanaged.passUnretained($0).toOpaque() }
        try watched(step, bottom, top) {
            host.call(
                number,
                step.rawValue,
                bottomHandles,
                Int32(bottom.count),
                topHandles,
                Int32(top.count),
                propagateDown
            ) == 0
        }
        if step == .forward, Self.refusesNaN, let sentence = nanWritten(into: top) {
            throw failure(
                PythonCall(layer: self, step: step, bottom: bottom, top: top),
                PythonSaying(message: sentence)
            )
        }
    }

    /// Does a step under the time limit; it returns whether it went well.
    private func watched(
        _ step: PythonStep,
        _ bottom: [Blob],
        _ top: [Blob],
        _ work: () -> Bool
    ) throws {
        saying = nil
        let call = PythonCall(layer: self, step: step, bottom: bottom, top: top)
        guard !CallWatch.shared.watching(call, work) else { return }
        throw failure(call, saying ?? PythonSaying(message: "it failed without a word"))
    }

    /// Tells of a failed step, and returns the error to throw.
    private func failure(_ call: PythonCall, _ saying: PythonSaying) -> EngineError {
        let failure = LayerFailure(call, saying)
        RunReport.tell(failure)
        return failure.error
    }
}

// MARK: - What the layer's code calls

/// Says why a step of a layer failed: one sentence, the traceback, and the line of source to blame.
@_cdecl("crema_layer_fail")
public func cremaLayerFail(
    _ layer: UnsafeMutableRawPointer,
    _ message: UnsafePointer<CChar>,
    _ traceback: UnsafePointer<CChar>?,
    _ source: UnsafePointer<CChar>?
) {
    object(layer, as: PythonLayer.self).saying = PythonSaying(
        message: String(cString: message),
        traceback: traceback.map { String(cString: $0) },
        source: source.map { String(cString: $0) }
    )
}

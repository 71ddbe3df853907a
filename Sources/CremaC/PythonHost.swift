import CremaData

/// The steps of a layer in Python.
enum PythonStep: Int32, Sendable {
    case setUp = 0
    case reshape, forward, backward

    /// The name of the method in Python.
    var method: String {
        switch self {
        case .setUp: "setup"
        case .reshape: "reshape"
        case .forward: "forward"
        case .backward: "backward"
        }
    }
}

/// The interpreter that this library is loaded in: what it does when a net has a layer in Python.
public struct PythonHost: Sendable {
    /// Makes a layer, and returns its number, or 0 after `crema_layer_fail`.
    ///
    /// Given are the `PythonLayer`, its name, module, class, `param_str`,
    /// phase, and the net's seed.
    public typealias Create =
        @convention(c) @Sendable (
            UnsafeMutableRawPointer, UnsafePointer<CChar>, UnsafePointer<CChar>,
            UnsafePointer<CChar>, UnsafePointer<CChar>, Int32, UInt64
        ) -> Int64
    /// Takes a step, and returns 0, or 1 after `crema_layer_fail`.
    ///
    /// Given are the layer's number, the step, bottoms, tops and, backward, which
    /// bottoms need a gradient.
    public typealias Call =
        @convention(c) @Sendable (
            Int64, Int32, UnsafePointer<UnsafeMutableRawPointer>?, Int32,
            UnsafePointer<UnsafeMutableRawPointer>?, Int32, UnsafePointer<Bool>?
        ) -> Int32
    /// Forgets a layer.
    public typealias Destroy = @convention(c) @Sendable (Int64) -> Void

    let create: Create
    let call: Call
    let destroy: Destroy

    /// The host of this process, if it is a Python interpreter.
    static let current = Guarded<PythonHost?>(nil)
}

/// Makes the interpreter the host of layers in Python; without functions it stops being one.
@_cdecl("crema_host_layers")
public func cremaHostLayers(
    _ create: PythonHost.Create?,
    _ call: PythonHost.Call?,
    _ destroy: PythonHost.Destroy?
) {
    PythonHost.current.withLock {
        if let create, let call, let destroy {
            $0 = PythonHost(create: create, call: call, destroy: destroy)
        } else {
            $0 = nil
        }
    }
}

import CremaEngine

/// Does something with a net's numbers: what views hold is true before, and they
/// show what is true after.
func settlingViews<Result>(of net: Net, _ work: (Net) throws -> Result) rethrows -> Result {
    net.settleViews()
    defer { net.settleViews() }
    return try work(net)
}

/// The layers from one to another, both included, that a caller may have a net run.
private func checkedLayers(_ net: Net, _ first: Int32, _ last: Int32) throws {
    for index in [first, last] where !net.nodes.indices.contains(Int(index)) {
        throw EngineError("there is no layer \(index): the net has \(net.nodes.count) layers")
    }
}

/// Runs the layers from the first to the last, both included, and returns the loss.
///
/// Each pass of a net draws its own random numbers; those of a solver's net go by the
/// solver's iterations besides.
@_cdecl("crema_net_forward")
public func cremaNetForward(
    _ net: UnsafeMutableRawPointer,
    _ first: Int32,
    _ last: Int32,
    _ isOfSolver: Bool,
    _ loss: UnsafeMutablePointer<Float>
) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure {
        loss.pointee = 0
        try settlingViews(of: object(net)) { net in
            if net.nodes.isEmpty { return }
            try checkedLayers(net, first, last)
            loss.pointee = try net.forward(from: Int(first), to: Int(last))
            let clock = net.context.clock
            if first == 0, !isOfSolver {
                (clock.iteration, clock.pass) = (clock.iteration + 1, 0)
            } else {
                clock.pass += 1
            }
        }
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
        try settlingViews(of: object(net)) { net in
            if net.nodes.isEmpty { return }
            try checkedLayers(net, first, last)
            try net.backward(from: Int(first), to: Int(last))
        }
    }
}

/// Shapes all layers for the inputs as they are now.
@_cdecl("crema_net_reshape")
public func cremaNetReshape(_ net: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar>? {
    messageOnFailure { try settlingViews(of: object(net)) { try $0.reshape() } }
}

/// Sets the gradients of all parameters to zero.
@_cdecl("crema_net_clear_parameter_diffs")
public func cremaNetClearParameterDiffs(_ net: UnsafeMutableRawPointer) {
    settlingViews(of: object(net)) { $0.clearParameterDiffs() }
}

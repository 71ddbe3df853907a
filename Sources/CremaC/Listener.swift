import CremaData
import CremaEngine

/// A listener in the interpreter that follows what a net or a solver does: pycaffe's
/// callbacks, known by a number.
struct Listener: Sendable {
    /// The moments; the layer's number goes with the first four.
    enum Moment: Int32, Sendable {
        case beforeForward = 0
        case afterForward, beforeBackward, afterBackward
        /// An iteration begins.
        case start
        /// The gradients of an iteration are there, and the update comes next.
        case gradientsReady
        /// Between two iterations, or two test batches: whether the solver is to stop.
        case request
    }

    /// What the interpreter answers.
    private enum Answer: Int32 {
        case goOn = 0
        case failed, stop
    }

    /// Tells the listener of a number of a moment, with the number of a layer; the answer is 0 go
    /// on, 1 it failed, 2 stop.
    public typealias Tell = @convention(c) @Sendable (Int64, Int32, Int32) -> Int32

    /// How this process's interpreter is notified.
    static let tell = Guarded<Tell?>(nil)

    let number: Int64

    private func answer(_ moment: Moment, _ layer: Int = 0) -> Answer {
        guard number != 0, let tell = Self.tell.withLock({ $0 }) else { return .goOn }
        return Answer(rawValue: tell(number, moment.rawValue, Int32(layer))) ?? .failed
    }

    /// Tells of a moment; throws where the listener failed.
    func tell(_ moment: Moment, layer: Int = 0) throws {
        if answer(moment, layer) == .failed {
            throw EngineError("a callback in Python failed")
        }
    }

    /// Whether the solver is to stop, by the listener's will or because it failed.
    var wantsStop: Bool { answer(.request) != .goOn }

    /// Tells of the layers of a net's passes, each time with its views up to date.
    func observer(of net: Net, before: Moment, after: Moment) -> Net.Observer {
        Net.Observer(
            before: { [unowned net] layer in
                net.settleViews()
                try tell(before, layer: layer)
            },
            after: { [unowned net] layer in
                net.settleViews()
                try tell(after, layer: layer)
            }
        )
    }
}

/// Makes the interpreter the one that listeners are in; without a function nobody listens.
@_cdecl("crema_host_listeners")
public func cremaHostListeners(_ tell: (@convention(c) @Sendable (Int64, Int32, Int32) -> Int32)?) {
    Listener.tell.withLock { $0 = tell }
}

/// Has the listener of a number told of each layer that a net runs, until the number is 0.
@_cdecl("crema_net_listen")
public func cremaNetListen(_ net: UnsafeMutableRawPointer, _ number: Int64) {
    let net: Net = object(net)
    guard number != 0 else {
        (net.forwardObserver, net.backwardObserver) = (nil, nil)
        return
    }
    let listener = Listener(number: number)
    net.forwardObserver = listener.observer(of: net, before: .beforeForward, after: .afterForward)
    net.backwardObserver = listener.observer(
        of: net,
        before: .beforeBackward,
        after: .afterBackward
    )
}

/// A value that one thread at a time uses, in processes that are forked off as well.
///
/// A process is forked off only while no thread uses such a value, so it is whole there, and
/// free: see `ForkGate`.
public final class Guarded<Value>: @unchecked Sendable {
    private let lock = Lock()
    private var value: Value

    /// Guards a value, which nobody else keeps.
    public init(_ value: Value) { self.value = value }

    /// Does something with the value while no other thread uses it.
    ///
    /// `body` must not wait for Python, nor fork.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try ForkGate.withoutForks { () throws(Failure) in
            try lock.withLock { () throws(Failure) in try body(&value) }
        }
    }
}

import CremaData
import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// What is said and done where memory is needed and there is none.
///
/// What a net needs is checked before it is allocated, and refused with an error. What cannot
/// be foreseen (a device's orders, another process that takes the rest) is found out by the
/// one who needs it now, deep in a layer on some thread: there the process can only be ended,
/// but not without a word.
package enum OutOfMemory {
    private static let listener = Guarded<(@Sendable (EngineError) -> Void)?>(nil)

    /// Has somebody told, too, for the time of a piece of work.
    package static func telling<Result>(
        _ listener: @escaping @Sendable (EngineError) -> Void,
        during work: () throws -> Result
    ) rethrows -> Result {
        Self.listener.withLock { $0 = listener }
        defer { Self.listener.withLock { $0 = nil } }
        return try work()
    }

    /// The error of a need that cannot be met, or nil where it can: `what` is what has the need.
    static func error(of what: String, needing bytes: Int, remedy: String) -> EngineError? {
        guard let shortage = AvailableMemory.shortage(of: bytes) else { return nil }
        return EngineError("\(what) \(shortage); \(remedy)", kind: .outOfMemory)
    }

    /// Ends the process, in words.
    static func end(lacking bytes: Int) -> Never {
        let free = AvailableMemory.text(AvailableMemory.bytes)
        let error = EngineError(
            "out of memory: \(AvailableMemory.text(bytes)) more were needed, and \(free) are free; "
                + "a smaller batch_size needs less",
            kind: .outOfMemory
        )
        let sentence = "Error: \(error)\n"
        _ = Array(sentence.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        let listener = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        listener?(error)
        _exit(EX_OSERR)
    }
}

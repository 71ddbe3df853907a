import Glibc

extension DataError {
    /// The error of the system call that just failed, with `errno`'s text.
    package static func lastSystemError(_ operation: String, _ path: String) -> DataError {
        .system(operation: operation, path: path, reason: systemText(errno))
    }

    /// The system's text for an error number, such as "No space left on device".
    package static func systemText(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}

/// Runs a system call again for as long as a signal interrupts it.
package func retryingInterrupts(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

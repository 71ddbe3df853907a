import Glibc

/// Bounds what reading one input may take, and names the input that ended the process.
public enum Watchdog {
    /// The most address space that the process may have: 2 GiB, of which the program and its
    /// libraries take a part.
    public static let memoryLimit = 2 << 30
    /// The longest that one input may take, in seconds.
    public static let timeLimit: UInt32 = 20

    private static let capacity = 256
    /// The sentence for the signal handler, which may not make one.
    private nonisolated(unsafe) static let sentence: UnsafeMutablePointer<CChar> = {
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
        buffer.initialize(repeating: 0, count: capacity)
        return buffer
    }()

    /// Sets the limits of this process and the words for its end.
    public static func start() {
        var limit = rlimit(rlim_cur: rlim_t(memoryLimit), rlim_max: rlim_t(memoryLimit))
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        sentence.pointee = 0
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGALRM] {
            signal(number) { number in
                write(STDERR_FILENO, Watchdog.sentence, strlen(Watchdog.sentence))
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// The input that is read next, and the file where it lies.
    public static func watch(_ format: String, seed: UInt64, number: Int, path: String) {
        let text =
            "fuzz: \(format), seed \(seed), input \(number) ended the process; it is in \(path)\n"
        strncpy(sentence, text, capacity - 1)
        alarm(timeLimit)
    }

    /// The most memory that the process has had, in bytes.
    public static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }
}

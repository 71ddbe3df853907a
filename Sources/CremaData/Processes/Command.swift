import CLinux
import Glibc

/// A program to be started, with three descriptors and no more, and no signal
/// held back or taken over.
///
/// Every process that Crema starts is started here.
public struct Command: Sendable {
    /// Where one of the three descriptors leads.
    public enum Stream: Sendable, Equatable {
        /// Where that of this process leads.
        case inherited
        /// Nowhere: nothing to read, and what is written is gone.
        case nothing
        /// A file: read from its start, or made where it is not there and added to.
        case file(String)
        /// For errors: where the output goes.
        case output
    }

    /// The program, by its path or by a name on the search path.
    public var program: String
    /// What it is given.
    public var arguments: [String]
    /// The folder that it starts in; this process's own where it is nil.
    public var folder: String?
    /// Variables in addition to this process's environment, or in their place.
    public var environment: [String: String] = [:]
    /// What it reads.
    public var input = Stream.nothing
    /// Where it writes.
    public var output = Stream.inherited
    /// Where it writes what goes wrong.
    public var errors = Stream.inherited
    /// Whether it is the leader of a process group of its own, to be signalled
    /// with all that it starts.
    public var leadsGroup = false
    /// How long `run` lets it go on before it is killed; without a limit where it is nil.
    public var limit: Duration?

    /// A program with its arguments.
    public init(_ program: String, _ arguments: [String] = []) {
        self.program = program
        self.arguments = arguments
    }

    /// Starts the program and returns the number of its process, which has to be waited for.
    ///
    /// Throws where the system refuses, also where there is no such program.
    public func start() throws(DataError) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // The folder comes last, so that files are named as seen from this process.
        add(input, STDIN_FILENO, O_RDONLY, to: &actions)
        add(output, STDOUT_FILENO, O_WRONLY | O_CREAT | O_APPEND, to: &actions)
        add(errors, STDERR_FILENO, O_WRONLY | O_CREAT | O_APPEND, to: &actions)
        clinux_close_from(&actions, 3)
        if let folder { clinux_change_folder(&actions, folder) }
        setSignals(&attributes)

        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = allVariables.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var process: Int32 = 0
        let status = posix_spawnp(
            &process,
            program,
            &actions,
            &attributes,
            &words,
            &variables
        )
        guard status == 0 else {
            throw .system(
                operation: "start",
                path: program,
                reason: DataError.systemText(status)
            )
        }
        return process
    }

    /// Starts the program, waits for it, and returns how it ended; throws as `start` does.
    ///
    /// Where it leads a group, what it has started and left behind is killed.
    public func run() throws(DataError) -> ProcessEnding {
        let process = try start()
        let isLate = !ProcessEnding.hasCome(to: process, within: limit)
        // Until it is waited for, its number is no other group's.
        if isLate || leadsGroup { kill(leadsGroup ? -process : process, SIGKILL) }
        let ending = ProcessEnding.wait(for: process)
        return isLate ? .late : ending
    }

    private func add(
        _ stream: Stream,
        _ descriptor: Int32,
        _ flags: Int32,
        to actions: inout posix_spawn_file_actions_t
    ) {
        switch stream {
        // A descriptor that this process lacks would be given to the first file that is opened.
        case .inherited where fcntl(descriptor, F_GETFD) >= 0:
            posix_spawn_file_actions_adddup2(&actions, descriptor, descriptor)
        case .inherited, .nothing:
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        case .file(let path):
            posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o644)
        case .output: posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, descriptor)
        }
    }

    /// This process may hold back or ignore signals; what it starts does neither.
    private func setSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let group = leadsGroup ? POSIX_SPAWN_SETPGROUP : 0
        let flags = group | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private var allVariables: [String] {
        var kept: [String] = []
        var next = environ
        while let variable = next.pointee {
            let text = String(cString: variable)
            if environment[String(text.prefix { $0 != "=" })] == nil { kept.append(text) }
            next += 1
        }
        return kept + environment.map { "\($0)=\($1)" }
    }
}

/// How a process came to its end.
public enum ProcessEnding: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// It took longer than its limit, and was killed.
    case late
    /// It is not a child of this process, so its status went elsewhere.
    case unknown

    /// Waits for a child to end.
    public static func wait(for process: Int32) -> ProcessEnding {
        wait(for: process, options: 0) ?? .unknown
    }

    /// Waits for a child to end for so long at most; nil where it goes on.
    public static func wait(for process: Int32, within limit: Duration) -> ProcessEnding? {
        let end = ContinuousClock.now + limit
        while true {
            if let ending = wait(for: process, options: WNOHANG) { return ending }
            guard ContinuousClock.now < end else { return nil }
            usleep(5000)
        }
    }

    /// Waits until a child has ended, for so long at most, and leaves it to be waited for; says
    /// whether it has.
    fileprivate static func hasCome(to process: Int32, within limit: Duration?) -> Bool {
        let end = limit.map { ContinuousClock.now + $0 }
        while true {
            var found = siginfo_t()
            let options = WEXITED | WNOWAIT | (end == nil ? 0 : WNOHANG)
            let failed = retryingInterrupts { Int(waitid(P_PID, id_t(process), &found, options)) }
            // Whoever ignores SIGCHLD has nobody to wait for.
            if failed != 0 || found._sifields._kill.si_pid != 0 { return true }
            if let end, ContinuousClock.now >= end { return false }
            usleep(5000)
        }
    }

    private static func wait(for process: Int32, options: Int32) -> ProcessEnding? {
        var status: Int32 = 0
        let found = retryingInterrupts { Int(waitpid(process, &status, options)) }
        guard found != 0 else { return nil }
        guard found > 0 else { return .unknown }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}

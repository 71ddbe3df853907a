import Foundation
import Glibc

/// A process of a job: the leader of its own process group, so that what it starts ends with it.
struct ChildProcess: Codable, Sendable, Equatable {
    var pid: Int32
    /// When it started, in the kernel's ticks, and since which boot: a later process with the same
    /// number is another.
    var startTicks: String
    var boot: String

    /// How a process came to its end.
    enum Ending: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        /// It was started by an earlier studio, so its exit status went elsewhere.
        case unknown

        /// The ending in words, with what it usually means.
        var words: String {
            switch self {
            case .exited(let code): "ended with exit code \(code)"
            case .signalled(SIGKILL): "was killed by signal 9 (out of memory?)"
            case .signalled(SIGSEGV):
                "was killed by signal 11 (native code touched memory that is not its own)"
            case .signalled(SIGABRT): "was killed by signal 6 (a library gave up; see the log)"
            case .signalled(SIGILL):
                "was killed by signal 4 (an instruction this processor lacks, or a failed check)"
            case .signalled(SIGTRAP): "was killed by signal 5 (a failed check in the program)"
            case .signalled(SIGBUS):
                "was killed by signal 7 (a mapped file became shorter; disk full?)"
            case .signalled(SIGFPE): "was killed by signal 8 (a division by zero)"
            case .signalled(let signal): "was killed by signal \(signal)"
            case .unknown: "ended while no studio was running"
            }
        }
    }

    /// Starts a program, given by its path, in a folder, with its output added to a log, and its
    /// errors too where they have no file of their own.
    ///
    /// Throws `unavailable` where the system refuses.
    static func start(
        _ command: [String],
        in folder: String,
        log: String,
        errors: String? = nil
    ) throws -> ChildProcess {
        guard FileManager.default.isExecutableFile(atPath: command[0]) else {
            throw StudioError.unavailable("\(command[0]): there is no such program.")
        }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_APPEND, 0)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }

        // The server blocks and ignores signals of its own; the child starts with none of that.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        // `env` changes the folder and becomes the program; Swift sees no spawn action that would.
        var arguments = (["env", "--chdir=\(folder)"] + command).map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, &arguments, environ)
        guard status == 0 else {
            throw StudioError.unavailable(
                "\(command[0]): cannot be started: \(String(cString: strerror(status)))"
            )
        }
        return ChildProcess(pid: pid, startTicks: ticks(of: pid) ?? "", boot: currentBoot)
    }

    /// Waits for a child of this program to end.
    func ending() async -> Ending {
        await withCheckedContinuation { continuation in
            // A thread each, as waiting must not hold one of the few threads that tasks share.
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0 {
                    guard errno == EINTR else { return continuation.resume(returning: .unknown) }
                }
                let signal = status & 0x7f
                continuation.resume(
                    returning: signal == 0
                        ? .exited((status >> 8) & 0xff) : .signalled(signal)
                )
            }
        }
    }

    /// Waits likewise for so long at most, and then kills the process and what it started; tells
    /// whether it came to that.
    func ending(within limit: Duration) async -> (ending: Ending, isLate: Bool) {
        let watch = Task {
            try await Task.sleep(for: limit)
            send(SIGKILL)
        }
        let ending = await ending()
        watch.cancel()
        return (ending, (try? await watch.value) != nil)
    }

    /// Whether the process is still there, as the one that was started.
    var isAlive: Bool {
        boot == ChildProcess.currentBoot && ChildProcess.ticks(of: pid) == startTicks
    }

    /// Sends a signal to the process and everything it started.
    func send(_ signal: Int32) { kill(-pid, signal) }

    /// The start time in `/proc`, or nil where there is no such process or only its remains.
    private static func ticks(of pid: Int32) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        // Fields after the name: the third of the file is the state, the twenty-second the start.
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return String(fields[19])
    }

    private static let currentBoot: String = {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }()
}

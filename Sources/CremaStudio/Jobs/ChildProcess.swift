import CremaData
import CremaJobs
import Foundation
import Glibc

/// A process of a job: the leader of its own process group, so that what it starts ends with it.
struct ChildProcess: Codable, Sendable, Equatable {
    var pid: Int32
    /// When it started, in the kernel's ticks, and since which boot: a later process with the same
    /// number is another.
    var startTicks: String
    var boot: String

    /// Starts a program, given by its path, in a folder, with its output added to a log, and its
    /// errors too where they have no file of their own.
    ///
    /// The process that does a job has the job's folder in its environment from its first moment on.
    /// Throws `unavailable` where the system refuses.
    static func start(
        _ words: [String],
        in folder: String,
        log: String,
        errors: String? = nil,
        job: JobFolder? = nil
    ) throws -> ChildProcess {
        guard FileManager.default.isExecutableFile(atPath: words[0]) else {
            throw StudioError.unavailable("\(words[0]): there is no such program.")
        }
        var command = Command(words)
        command.folder = folder
        command.output = .file(log)
        command.errors = errors.map { .file($0) } ?? .output
        command.leadsGroup = true
        if let job { command.environment[jobVariable] = real(job.path) }
        do {
            return ChildProcess(pid: try command.start())
        } catch {
            throw StudioError.unavailable("\(words[0]): cannot be started: \(error.reason)")
        }
    }

    private init(pid: Int32) {
        self.pid = pid
        startTicks = ChildProcess.ticks(of: pid) ?? ""
        boot = ChildProcess.currentBoot
    }

    /// Waits for a child of this program to end, and ends what it has left behind.
    func ending() async -> ProcessEnding {
        await withCheckedContinuation { continuation in
            // A thread each, as waiting must not hold one of the few threads that tasks share.
            Thread.detachNewThread {
                var information = siginfo_t()
                while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR
                {}
                // Until it is waited for, its number is no other group's.
                send(SIGKILL)
                continuation.resume(returning: ProcessEnding.wait(for: pid))
            }
        }
    }

    /// Waits likewise for so long at most, and then kills the process and what it started; tells
    /// whether it came to that.
    func ending(within limit: Duration) async -> (ending: ProcessEnding, isLate: Bool) {
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

extension ChildProcess {
    /// The environment's variable with the folder of the job that a process does.
    private static let jobVariable = "CREMA_JOB"
    private static let fileName = "process.json"

    /// Writes down in a job's folder that this process does the job.
    ///
    /// It is found without that, too; so a full disk is no reason to fail.
    func writeDown(in folder: JobFolder) {
        guard let data = try? JSONEncoder().encode(self) else { return }
        try? AtomicFile.write(path: folder.file(ChildProcess.fileName).path, data)
    }

    /// The process that still does a job: the one that was written down, or else one that has the job's
    /// folder in its environment, as a studio may be killed before it could write.
    static func doing(_ folder: JobFolder, among leaders: [String: ChildProcess]) -> ChildProcess? {
        let written = (try? Data(contentsOf: folder.file(fileName))).flatMap {
            try? JSONDecoder().decode(ChildProcess.self, from: $0)
        }
        // A number of 1 or less would mean every process, and not a group.
        if let written, written.pid > 1, written.isAlive { return written }
        return leaders[real(folder.path)]
    }

    /// The leaders of process groups on this machine that do jobs of a folder, by the job's folder.
    static func leaders(below jobs: URL) -> [String: ChildProcess] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let pids = names.compactMap { Int32($0) }.filter { $0 > 1 && getpgid($0) == $0 }
        let key = Data("\(jobVariable)=".utf8)
        return pids.sorted().reduce(into: [:]) { leaders, pid in
            guard let variables = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                let variable = variables.split(separator: 0).first(where: { $0.starts(with: key) })
            else { return }
            let process = ChildProcess(pid: pid)
            let folder = String(decoding: variable.dropFirst(key.count), as: UTF8.self)
            guard Folder.parent(of: folder) == real(jobs.path) else { return }
            // A layer may have begun a group of its own; the job's process is older.
            if process.isAlive, leaders[folder] == nil { leaders[folder] = process }
        }
    }

    private static func real(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

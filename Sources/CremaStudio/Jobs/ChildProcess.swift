import CremaData
import CremaJobs
import CremaProto
import Foundation
import Glibc

/// A process of a job: the leader of its own process group, so its children end with it.
struct ChildProcess: Codable, Sendable, Equatable {
    var pid: Int32
    /// Its start time, in the kernel's ticks, and the boot it belongs to: a later process with the
    /// same number is a different one.
    var startTicks: String
    var boot: String

    /// Starts a program, given by its path, in a folder, and appends its output and its errors to a
    /// log.
    ///
    /// A process that performs a job has the job's folder in its environment from the start. Throws
    /// `unavailable` if the system refuses.
    static func start(
        _ command: Command,
        in folder: String,
        log: String,
        job: JobFolder? = nil
    ) throws -> ChildProcess {
        var command = command
        command.folder = folder
        command.output = .file(log)
        command.errors = .output
        command.leadsGroup = true
        if let job { command.environment[JobFolder.environmentVariable] = real(job.path) }
        let pid = try command.starting { (command) throws(DataError) in try command.start() }
        return ChildProcess(pid: pid)
    }

    private init(pid: Int32) {
        self.pid = pid
        startTicks = ChildProcess.ticks(of: pid) ?? ""
        boot = ChildProcess.currentBoot
    }

    /// Waits for a child of this program to end, and ends whatever it left running.
    func ending() async -> ProcessEnding {
        await onWaitingThread {
            var information = siginfo_t()
            while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
            // Until it is waited for, no other group gets its number.
            send(SIGKILL)
            return ProcessEnding.wait(for: pid)
        }
    }

    /// Whether the process still exists and is the one that was started.
    var isAlive: Bool {
        boot == ChildProcess.currentBoot && ChildProcess.ticks(of: pid) == startTicks
    }

    /// The memory that the process has, in bytes; 0 if it is not known.
    var memory: Int {
        guard isAlive,
            let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return pages.multipliedSaturated(by: Int(getpagesize()))
    }

    /// Sends a signal to the process and all its children.
    func send(_ signal: Int32) {
        // A process of `crema walkthrough` is not the leader of a group.
        if kill(-pid, signal) != 0, isAlive { kill(pid, signal) }
    }

    /// The start time in `/proc`, or nil if there is no such process or only a zombie.
    private static func ticks(of pid: Int32) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        // Fields after the name: the third in the file is the state, the twenty-second the start.
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return String(fields[19])
    }

    private static let currentBoot: String = {
        // Without it, a process is known by its start alone.
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }()
}

extension ChildProcess {
    private static let fileName = "process.json"

    /// Records in a job's folder that this process performs the job.
    func writeDown(in folder: JobFolder) {
        guard let data = try? JSONEncoder().encode(self) else { return }
        // On a full disk it is found by its environment alone.
        try? AtomicFile.write(path: folder.file(ChildProcess.fileName).path, data)
    }

    /// The process that still performs a job: the recorded one, or else the first that has the
    /// job's folder in its environment, as a studio may be killed before it records the process.
    static func doing(_ folder: JobFolder, among found: [String: [ChildProcess]]) -> ChildProcess? {
        // A file that is missing or damaged is as good as none.
        let written = (try? Data(contentsOf: folder.file(fileName))).flatMap {
            try? JSONDecoder().decode(ChildProcess.self, from: $0)
        }
        // A number of 1 or less would mean every process, and not a group.
        guard let written, written.pid > 1 else { return found[real(folder.path)]?.first }
        return written.isAlive ? written : nil
    }

    /// The processes on this machine that have a job in a folder in their environment, by the job's
    /// folder, the oldest first: the one that performs the job, and its children.
    static func all(below jobs: URL) -> [String: [ChildProcess]] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let key = Data("\(JobFolder.environmentVariable)=".utf8)
        let jobs = real(jobs.path)
        var found: [String: [ChildProcess]] = [:]
        for pid in names.compactMap({ Int32($0) }) where pid > 1 {
            guard let variables = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                let variable = variables.split(separator: 0).first(where: { $0.starts(with: key) })
            else { continue }
            let folder = String(decoding: variable.dropFirst(key.count), as: UTF8.self)
            let process = ChildProcess(pid: pid)
            guard Folder.parent(of: folder) == jobs, process.isAlive else { continue }
            found[folder, default: []].append(process)
        }
        return found.mapValues { $0.sorted { $0.age < $1.age } }
    }

    private var age: (UInt64, Int32) { (UInt64(startTicks) ?? 0, pid) }

    private static func real(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

import CremaData
import Glibc
import Testing
import TestSupport

@Suite struct CommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a shell writes.
    private func output(of script: String, _ change: (inout Command) -> Void = { _ in }) throws
        -> String
    {
        var command = Command("sh", ["-c", script])
        command.output = .file(folder("output"))
        change(&command)
        let ending = try command.run()
        #expect(ending == .exited(0))
        return String(decoding: try FileBytes.read(path: folder("output")), as: UTF8.self)
    }

    @Test func `a program gets three descriptors and no more`() throws {
        // One that Foundation or a library might leave open for children.
        let extra = open("/dev/null", O_RDONLY)
        #expect(extra > 2)
        defer { close(extra) }
        let listed = try output(of: "ls -1 /proc/$$/fd")
        #expect(listed.split(separator: "\n") == ["0", "1", "2"])
    }

    @Test func `it starts in its folder, with its variables added to the inherited ones`() throws {
        setenv("CREMA_COMMAND_TEST", "old", 1)
        let text = try output(of: "pwd; echo $CREMA_COMMAND_TEST; echo ${PATH:+path}") {
            $0.folder = "/"
            $0.environment = ["CREMA_COMMAND_TEST": "new"]
        }
        #expect(text == "/\nnew\npath\n")
    }

    @Test func `errors go to the stream that was chosen for them`() throws {
        let together = try output(of: "echo a; echo b >&2") { $0.errors = .output }
        #expect(together == "a\nb\n")
        _ = try output(of: "echo c >&2") { $0.errors = .file(folder("errors")) }
        #expect(try FileBytes.read(path: folder("errors")) == Array("c\n".utf8))
    }

    @Test func `a program that does not exist is reported as missing`() {
        #expect { try Command("no-such-program-anywhere").start() } throws: {
            ($0 as? DataError)?.isMissing == true
        }
    }

    @Test func `a signal and a status are distinguished`() throws {
        #expect(try Command("sh", ["-c", "exit 7"]).run() == .exited(7))
        #expect(try Command("sh", ["-c", "kill -9 $$"]).run() == .signalled(9))
    }

    @Test func `a program that takes longer than its limit ends with all that it started`()
        throws
    {
        let late = folder("late")
        var command = Command("sh", ["-c", "(sleep 1; echo late > \(late)) & wait"])
        command.leadsGroup = true
        command.limit = .milliseconds(200)
        #expect(try command.run() == .late)
        usleep(1_500_000)
        #expect(!Folder.hasFile(late))
    }

    @Test func `a limit that is not reached changes nothing`() throws {
        var command = Command("sh", ["-c", "exit 3"])
        command.limit = .seconds(60)
        #expect(try command.run() == .exited(3))
    }

    @Test func `waiting for a process that goes on ends at its limit`() throws {
        let process = try Command("sleep", ["60"]).start()
        #expect(ProcessEnding.wait(for: process, within: .milliseconds(20)) == nil)
        kill(process, SIGKILL)
        #expect(ProcessEnding.wait(for: process) == .signalled(SIGKILL))
    }
}

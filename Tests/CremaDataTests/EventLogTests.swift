import CremaData
import Glibc
import Testing
import TestSupport

@Suite struct EventLogTests {
    @Test func `keeps room on the disk for a job's last words`() throws {
        let folder = try TemporaryFolder()
        let log = EventLog(folder: folder.path)
        log.append(JobEvent(.progress))
        var status = stat()
        #expect(stat(log.path, &status) == 0)
        #expect(status.st_size < 200)
        #expect(status.st_blocks * 512 >= 64 * 1024)
        #expect(try log.read().events.count == 1)
    }

    @Test func `reads back what was appended, in order, from where it stopped`() throws {
        let folder = try TemporaryFolder()
        let log = EventLog(folder: folder.path)
        let first = JobEvent(.status) { $0.status = .running }
        let second = JobEvent(.train) {
            $0.iteration = 10
            $0.outputs = ["loss": 2.25, "accuracy": 0.5]
        }
        log.append(first)
        let start = try log.read()
        #expect(start.events == [first])
        log.append(second)
        let rest = try log.read(from: start.end)
        #expect(rest.events == [second])
        let all = try log.read()
        #expect(all.events == [first, second])
    }

    @Test func `leaves a torn last line for later and closes it before the next event`() throws {
        let folder = try TemporaryFolder()
        let log = EventLog(folder: folder.path)
        let event = JobEvent(.progress) { $0.done = 1 }
        log.append(event)
        let whole = try FileBytes.read(path: log.path)
        try folder.write("events.jsonl", whole + Array("{\"event\":\"sta".utf8))
        let torn = try log.read()
        #expect(torn.events == [event])
        #expect(torn.end == whole.count)
        log.append(event)
        let mended = try log.read()
        #expect(mended.events == [event, event])
    }

    @Test func `keeps values that JSON has no numbers for`() throws {
        let folder = try TemporaryFolder()
        let log = EventLog(folder: folder.path)
        log.append(JobEvent(.train) { $0.outputs = ["a": .nan, "b": .infinity, "c": -.infinity] })
        let outputs = try #require(try log.read().events.first?.outputs)
        #expect(outputs["a"]?.isNaN == true)
        #expect(outputs["b"] == .infinity)
        #expect(outputs["c"] == -.infinity)
    }

    @Test func `has no events where there is no file`() throws {
        let folder = try TemporaryFolder()
        let read = try EventLog(folder: folder.path).read()
        #expect(read.events.isEmpty && read.end == 0)
    }

    @Test func `keeps every line whole when many write at once`() async throws {
        let folder = try TemporaryFolder()
        let log = EventLog(folder: folder.path)
        log.append(JobEvent(.status))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for i in 0..<50 {
                        log.append(
                            JobEvent(.progress) {
                                $0.task = "\(task)"
                                $0.done = i
                            }
                        )
                    }
                }
            }
        }
        let events = try log.read().events
        #expect(events.count == 201)
    }
}

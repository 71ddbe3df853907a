import CremaData
import CremaEvents
import Glibc
import Testing
import TestSupport

@Suite struct EventLogTests {
    private let folder: TemporaryFolder
    private let log: EventLog

    init() throws {
        folder = try TemporaryFolder()
        log = EventLog(folder: folder.path)
    }

    private func reader() -> EventReader { EventReader(folder: folder.path) }

    private var events: [JobEvent] {
        var reader = reader()
        return reader.records().map(\.event)
    }

    @Test func `reserves room on the disk for a job's last events`() throws {
        log.append(.progress(task: "train", done: 1, total: 2))
        var status = stat()
        #expect(stat(log.path, &status) == 0)
        #expect(status.st_size < 200)
        #expect(status.st_blocks * 512 >= 64 * 1024)
        #expect(events.count == 1)
    }

    @Test func `what was appended is read in order, from where reading stopped`() throws {
        let first = JobEvent.status(.running)
        let row = JobEvent.TrainRow(iteration: 10, outputs: ["loss": 2.25, "accuracy": 0.5])
        var reader = reader()
        log.append(first)
        #expect(reader.records().map(\.event) == [first])
        log.append(.train(row))
        #expect(reader.records().map(\.event) == [.train(row)])
        #expect(events == [first, .train(row)])
    }

    @Test func `an incomplete last line is left for later and closed before the next event`() throws
    {
        let event = JobEvent.progress(task: "train", done: 1, total: 2)
        log.append(event)
        let whole = try FileBytes.read(path: log.path)
        try folder.write("events.jsonl", whole + Array("{\"event\":\"sta".utf8))
        var reader = reader()
        #expect(reader.records().map(\.event) == [event])
        #expect(reader.offset == whole.count)
        log.append(event)
        #expect(events == [event, event])
    }

    @Test func `NaN and infinity, which JSON does not have, are kept`() throws {
        let outputs: [String: Float] = ["a": .nan, "b": .infinity, "c": -.infinity]
        log.append(.test(.init(iteration: 1, outputs: outputs)))
        let read = try #require(events.first?.testRow?.outputs)
        #expect(read["a"]?.isNaN == true)
        #expect(read["b"] == .infinity)
        #expect(read["c"] == -.infinity)
    }

    @Test func `a missing file has no events`() throws {
        var reader = reader()
        #expect(reader.records().isEmpty && reader.offset == 0)
    }

    @Test func `every line is complete when many write at once`() async throws {
        let log = log
        log.append(.status(.running))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for i in 0..<50 { log.append(.progress(task: "\(task)", done: i, total: 50)) }
                }
            }
        }
        #expect(events.count == 201)
    }
}

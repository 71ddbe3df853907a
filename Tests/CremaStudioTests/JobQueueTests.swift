import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Testing

@testable import CremaStudio

@Suite struct JobQueueTests {
    @Test func `runs a job's process to its own end`() async throws {
        let script = """
            say '"event":"progress","task":"Reading","done":3,"total":4'
            echo "I0101 reading"
            say '"event":"status","status":"Done"'
            """
        try await StudioFixture(script: script).run { _, studio in
            let id = try await studio.startDataset()
            let job = try await studio.wait(for: id)
            #expect(job.status == "Done")
            #expect(job.done == 3)
            #expect(job.started != nil)
            let log = studio.store.jobFolder(id).logFile(of: .dataset)
            #expect(JobFolder.tail(of: log, lines: 5) == ["I0101 reading"])
        }
    }

    @Test func `reports in words that a process was killed`() async throws {
        try await StudioFixture(script: "kill -9 $$").run { _, studio in
            let id = try await studio.startDataset()
            let job = try await studio.wait(for: id)
            #expect(job.status == "Error")
            #expect(job.message?.english == "The process was killed by signal 9 (out of memory?).")
        }
    }

    @Test func `reports a process that ends without a status`() async throws {
        try await StudioFixture(script: "exit 0").run { _, studio in
            let job = try await studio.wait(for: try await studio.startDataset())
            #expect(job.status == "Error")
            #expect(job.message?.english == "The process ended with exit code 0.")
        }
    }

    @Test func `keeps the error that a process wrote before it crashed`() async throws {
        let script = "say '\"event\":\"error\",\"message\":\"layer broke\"'; exit 1"
        try await StudioFixture(script: script).run { _, studio in
            let job = try await studio.wait(for: try await studio.startDataset())
            #expect(job.status == "Error")
            #expect(job.message?.english == "layer broke")
        }
    }

    @Test func `kills the whole group of a process that hangs`() async throws {
        let script = """
            trap '' INT TERM
            bash -c "trap '' INT TERM; sleep 600" &
            echo $! > child
            sleep 600 &
            wait; sleep 60
            """
        try await StudioFixture(script: script).run { _, studio in
            let id = try await studio.startDataset()
            let file = studio.store.jobFolder(id).file("child")
            while !FileManager.default.fileExists(atPath: file.path) {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await studio.queue.abort(id)
            #expect(try await studio.wait(for: id).status == "Aborted")
            let text = try String(contentsOf: file, encoding: .utf8)
            let child = try #require(Int32(text.trimmingCharacters(in: .newlines)))
            #expect(try await isGone(child))
        }
    }

    @Test func `runs one data set at a time, in order`() async throws {
        let script = "gate; say '\"event\":\"status\",\"status\":\"Done\"'"
        try await StudioFixture(script: script).run { _, studio in
            let first = try await studio.startDataset("first")
            let second = try await studio.startDataset("second")
            #expect(try await studio.store.summary(second).status == "Waiting")
            try studio.openGate()
            let ends = try await [studio.wait(for: first), studio.wait(for: second)]
            let firstEnd = try #require(ends[0].ended)
            let secondStart = try #require(ends[1].started)
            #expect(secondStart >= firstEnd)
        }
    }

    @Test func `a waiting job can be aborted`() async throws {
        try await StudioFixture(script: "sleep 600").run { _, studio in
            let first = try await studio.startDataset()
            let second = try await studio.startDataset()
            try await studio.queue.abort(second)
            #expect(try await studio.store.summary(second).status == "Aborted")
            try await studio.queue.abortAndWait(first)
            #expect(try await studio.store.summary(first).status == "Aborted")
        }
    }

    @Test func `a model whose data set failed reports why it cannot run`() async throws {
        try await StudioFixture(script: "exit 3").run { _, studio in
            let dataset = try await studio.startDataset("broken")
            let model = Job(.model(ModelSettings(name: "m", dataset: dataset)))
            try await studio.store.create(model)
            try await studio.queue.enqueue(model.id)
            let ended = try await studio.wait(for: model.id)
            #expect(
                ended.message?.english == "The data set cannot be used: “broken” failed."
            )
        }
    }

    @Test func `resumes the jobs that an earlier studio left`() async throws {
        let script = "gate; say '\"event\":\"status\",\"status\":\"Done\"'"
        let fixture = try StudioFixture(script: script)
        let store = try await openStore(fixture.options.jobsFolder)
        func job(_ name: String, _ status: JobEvent.Status) async throws -> String {
            let job = Job(.dataset(DatasetSettings(name: name, MNISTDataset())))
            try await store.create(job)
            try await store.setStatus(status, of: job.id)
            return job.id
        }
        let gone = try await job("gone", .running)
        try Data().write(to: store.jobFolder(gone).logFile(of: .dataset))
        let begun = try await job("not even started", .running)
        let waits = try await job("waits", .waiting)
        let lives = try await job("lives", .running)
        let folder = store.jobFolder(lives)
        let process = try ChildProcess.start(
            Command(fixture.options.program),
            in: folder.path,
            log: folder.file("create_db.log").path
        )
        async let ending = process.ending()
        try JSONEncoder().encode(process).write(to: folder.file("process.json"))

        try await fixture.run { _, studio in
            try studio.openGate()
            let ended = try await studio.wait(for: gone)
            #expect(ended.status == "Aborted")
            #expect(ended.message?.english == "The process ended while no studio was running.")
            #expect(try await studio.wait(for: lives).status == "Done")
            #expect(try await studio.wait(for: waits).status == "Done")
            #expect(try await studio.wait(for: begun).status == "Done")
        }
        #expect(await ending == .exited(0))
    }

    @Test func `finds a process that a killed studio could not record`() async throws {
        let script = "gate; say '\"event\":\"status\",\"status\":\"Done\"'"
        let fixture = try StudioFixture(script: script)
        let store = try await openStore(fixture.options.jobsFolder)
        let job = Job(.dataset(DatasetSettings(name: "lives", MNISTDataset())))
        try await store.create(job)
        try await store.setStatus(.running, of: job.id)
        let folder = store.jobFolder(job.id)
        let process = try ChildProcess.start(
            Command(fixture.options.program),
            in: folder.path,
            log: folder.file("create_db.log").path,
            job: folder
        )
        async let ending = process.ending()
        try await fixture.run { _, studio in
            try studio.openGate()
            #expect(try await studio.wait(for: job.id).status == "Done")
        }
        #expect(await ending == .exited(0))
    }

    @Test func `ends a process whose job's folder is gone`() async throws {
        let fixture = try StudioFixture(script: "sleep 600")
        let store = try await openStore(fixture.options.jobsFolder)
        let job = Job(.dataset(DatasetSettings(name: "gone", MNISTDataset())))
        try await store.create(job)
        let folder = store.jobFolder(job.id)
        let process = try ChildProcess.start(
            Command(fixture.options.program),
            in: "/",
            log: "/dev/null",
            job: folder
        )
        let ending = Task { await process.ending() }
        try Folder.remove(folder.path)
        try await fixture.run { _, _ in #expect(await ending.value == .signalled(9)) }
    }

    @Test func `a job's process has three descriptors and no more`() async throws {
        // The shell has its script open as 255.
        let script = """
            ls -1 /proc/$$/fd > fds
            say '"event":"status","status":"Done"'
            """
        try await StudioFixture(script: script).run { _, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id)
            let file = studio.store.jobFolder(id).file("fds")
            let listed = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            #expect(Set(listed).subtracting(["255"]) == ["0", "1", "2"])
        }
    }

    @Test func `a job whose folder was removed has the state of its process`() async throws {
        let script = "touch started; gate; exit 73"
        try await StudioFixture(script: script).run { _, studio in
            let id = try await studio.startDataset()
            let folder = studio.store.jobFolder(id)
            // A job is Running before its process is: that needs its folder to start.
            while !folder.has("started") { try await Task.sleep(for: .milliseconds(5)) }
            try Folder.remove(folder.path)
            // Its own folder is gone, so it finds no gate and waits; it lives, and is aborted.
            try await studio.queue.abort(id)
            #expect(try await studio.wait(for: id).status == "Aborted")
            await #expect(throws: StudioError.self) { try await studio.queue.abort(id) }
            try await studio.store.delete(id)
            #expect(await studio.store.find(id) == nil)
        }
    }

    @Test func `reports what one of our exit codes means`() async throws {
        try await StudioFixture(script: "exit 73").run { _, studio in
            let job = try await studio.wait(for: try await studio.startDataset())
            let said = job.message?.english ?? ""
            #expect(said.contains("exit code 73 (a file cannot be written: disk full"))
        }
    }

    @Test func `what was done before an abort arrived is done`() async throws {
        let script = "trap '' INT; say '\"event\":\"status\",\"status\":\"Done\"'; sleep 600"
        try await StudioFixture(script: script).run { _, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id) { $0.status == "Done" }
            try await studio.queue.abortAndWait(id)
            #expect(try await studio.store.summary(id).status == "Done")
        }
    }

    /// Whether a process is gone, or only its remains are there, within a minute.
    private func isGone(_ pid: Int32) async throws -> Bool {
        for _ in 0..<3000 {
            let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            if state.map({ $0.contains(") Z ") }) ?? true { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}

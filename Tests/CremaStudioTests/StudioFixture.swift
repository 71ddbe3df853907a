import CremaJobs
import CremaRuns
import Foundation
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

/// A studio in a folder of its own, with a shell script in the place of the `crema` program.
struct StudioFixture {
    let folder: URL
    var options: StudioOptions

    /// `script` is what the fake program does, also to find the cost of a network if it
    /// `knowsCosts`; `$JOB` is the job's folder, `$RUN` the file of the
    /// run that it is to do and `field` a text of that; `say` adds an event and `gate` waits for
    /// `Studio.openGate`.
    init(
        script: String = "say '\"event\":\"status\",\"status\":\"Done\"'",
        token: String? = nil,
        knowsCosts: Bool = false
    ) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("crema-studio-\(UUID().uuidString)")
        let root = folder.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let program = folder.appendingPathComponent("crema")
        let head = """
            #!/bin/bash
            JOB=$PWD RUN=$2
            field() { grep -o "\\"$1\\":\\"[^\\"]*\\"" "$RUN" | cut -d '"' -f 4; }
            say() { echo "{\\"time\\":$(date +%s.%N),$1}" >> "$JOB/events.jsonl"; }
            gate() {
                for _ in {1..30000}; do [ -e ../../gate ] && return; sleep 0.02; done
            }

            """
        let cost = knowsCosts ? "" : "grep -q '\"run\":\"cost\"' \"$RUN\" && exit 1\n"
        try Data((head + cost + script + "\n").utf8).write(to: program)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: program.path
        )
        var options = StudioOptions(
            jobsFolder: folder.appendingPathComponent("jobs"),
            dataRoot: root,
            program: program.path
        )
        options.token = token
        options.pythonPackage =
            URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().appendingPathComponent("../../python")
            .standardizedFileURL.path
        options.abortGrace = .milliseconds(600)
        self.options = options
    }

    /// Runs a test against the studio's router.
    func run(
        _ test: @escaping @Sendable (StudioClient, Studio) async throws -> Void
    ) async throws {
        let studio = try await StudioApp.makeStudio(options)
        try await StudioClient.test(StudioApp.makeApplication(studio)) { client in
            try await test(client, studio)
        }
        // A job that still runs may write while its folder goes.
        try? FileManager.default.removeItem(at: folder)
    }
}

/// The jobs of a folder, read.
func openStore(_ folder: URL) async throws -> JobStore {
    let store = JobStore(folder: folder)
    try await store.open()
    return store
}

extension Studio {
    /// A new data set in the queue.
    func startDataset(_ name: String = "digits") async throws -> String {
        let job = Job(.dataset(DatasetSettings(name: name, MNISTDataset())))
        try await store.create(job)
        try await queue.enqueue(job.id)
        return job.id
    }

    /// Lets the fake programs that wait at their `gate` go on.
    func openGate() throws {
        let folder = store.folder.deletingLastPathComponent()
        try Data().write(to: folder.appendingPathComponent("gate"))
    }

    /// The run that the program was started to do for a job.
    func run(of id: String) throws -> any Run {
        let file = store.jobFolder(id).file(JobFolder.runFile)
        return try RunDescription(
            json: String(contentsOf: file, encoding: .utf8),
            catalog: .builtIn.adding(BuildDatasetRun.self)
        ).run
    }

    /// Waits until a job has a status; fails after a minute.
    func wait(for id: String, until condition: (JobSummary) -> Bool = \.isOver) async throws
        -> JobSummary
    {
        for _ in 0..<3000 {
            let summary = try await store.summary(id)
            if condition(summary) { return summary }
            try await Task.sleep(for: .milliseconds(20))
        }
        let last = try await store.summary(id)
        Issue.record("Job \(id) is still \(last.status)")
        return last
    }
}

/// A form as a browser sends it with files.
struct TestForm {
    var fields: [String: String] = [:]
    var files: [String: (name: String, data: Data)] = [:]

    static let boundary = "----CremaTestBoundary"
    static let headers: HTTPFields = [.contentType: "multipart/form-data; boundary=\(boundary)"]

    var body: ByteBuffer {
        var data = Data()
        for (name, value) in fields {
            data += Data(
                """
                --\(TestForm.boundary)\r
                Content-Disposition: form-data; name="\(name)"\r
                \r
                \(value)\r

                """.utf8
            )
        }
        for (name, file) in files {
            data += Data(
                """
                --\(TestForm.boundary)\r
                Content-Disposition: form-data; name="\(name)"; filename="\(file.name)"\r
                Content-Type: application/octet-stream\r
                \r

                """.utf8
            )
            data += file.data + Data("\r\n".utf8)
        }
        return ByteBuffer(bytes: data + Data("--\(TestForm.boundary)--\r\n".utf8))
    }
}

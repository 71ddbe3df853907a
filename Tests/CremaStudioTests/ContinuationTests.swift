import CremaEngine
import CremaEvents
import CremaJobs
import CremaProto
import CremaRuns
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct ContinuationTests {
    /// A training of two epochs of 16 iterations that ended, with snapshots; those of `states` have
    /// a solver state.
    private func makeTraining(
        _ studio: Studio,
        ended status: JobEvent.Status = .aborted,
        snapshots: [Int] = [16, 24],
        states: [Int] = [24],
        policy: String = "step"
    ) async throws -> String {
        let dataset = try await studio.makeDataset()
        var settings = ModelSettings(name: "squares", dataset: dataset)
        settings.solver.epochs = 2
        settings.solver.policy = RatePolicy(try #require(RateCatalog.builtIn.rule(named: policy)))
        let request = ModelRequest(settings: settings, network: StandardNetwork.leNet.prototxt)
        let id = try await request.create(
            in: studio.store,
            dataset: try await studio.store.summary(dataset)
        ).id
        let folder = studio.store.jobFolder(id)
        for iteration in snapshots {
            try Data().write(to: folder.file("snapshot_iter_\(iteration).caffemodel"))
        }
        for iteration in states {
            try Data().write(to: folder.file("snapshot_iter_\(iteration).solverstate"))
            try Data().write(to: folder.file("snapshot_iter_\(iteration).resume.json"))
        }
        try await studio.store.setStatus(.running, of: id)
        try await studio.store.append(.progress(task: "train", done: 28, total: 32), to: id)
        try await studio.store.setStatus(status, of: id, .verbatim("stopped after iteration 28"))
        return id
    }

    private func send(
        _ client: StudioClient,
        _ path: String,
        _ fields: [String: String] = [:]
    ) async throws -> StudioReply {
        var headers = TestForm.headers
        headers[.accept] = "application/json"
        return try await client.execute(
            uri: path,
            method: .post,
            headers: headers,
            body: TestForm(fields: fields).body
        )
    }

    private func snapshot(of id: String, _ studio: Studio) throws -> String? {
        let run = try #require(try studio.run(of: id) as? TrainRun)
        return run.snapshot.map { URL(fileURLWithPath: $0).lastPathComponent }
    }

    @Test func `a lengthened training that waits is not complete`() async throws {
        try await StudioFixture().run { _, studio in
            let id = try await makeTraining(studio, ended: .done, snapshots: [32], states: [32])
            try await studio.store.append(.progress(task: "train", done: 32, total: 32), to: id)
            let job = try await studio.store.summary(id)
            try await Continuation(of: job, in: studio.store, moreEpochs: 6)
                .apply(to: job, in: studio.store)
            try await studio.store.setStatus(.waiting, of: id)
            let waiting = try await studio.store.summary(id)
            #expect(waiting.progress < 1)
            #expect(waiting.done == 32)
        }
    }

    @Test(arguments: [JobEvent.Status.aborted, .error])
    func `a training that ended early goes on from its last solver state`(
        status: JobEvent.Status
    ) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeTraining(studio, ended: status)
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains("data-action=\"/models/\(id)/continue\""))
            let reply = try await send(client, "/models/\(id)/continue")
            #expect(reply.status == .ok)
            #expect(reply.text.contains("\"location\":\"/models/\(id)\""))
            let job = try await studio.wait(for: id)
            #expect(job.status == "Done")
            // What stopped it before does not spoil it.
            #expect(!job.isSpoiled)
            #expect(try snapshot(of: id, studio) == "snapshot_iter_24.solverstate")
            let statuses = studio.store.jobFolder(id).events().compactMap(\.status)
            #expect(statuses.suffix(3) == [.waiting, .running, .done])
        }
    }

    @Test func `a training goes on from any snapshot with a solver state`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeTraining(studio, snapshots: [8, 16, 24, 28], states: [16, 24])
            let folder = studio.store.jobFolder(id)
            let reply = try await send(client, "/models/\(id)/continue", ["snapshot_epoch": "1"])
            #expect(reply.status == .ok)
            _ = try await studio.wait(for: id)
            #expect(try snapshot(of: id, studio) == "snapshot_iter_16.solverstate")
            // The later snapshots are of a course that no longer counts.
            #expect(folder.snapshots().map(\.iteration) == [8, 16])
            #expect(!folder.has("snapshot_iter_24.resume.json"))
            let job = try await studio.store.summary(id)
            #expect(job.done == 16)
        }
    }

    @Test func `a training that cannot go on reports why`() async throws {
        try await StudioFixture(script: "gate; exit 1").run { client, studio in
            func refusal(_ id: String, _ fields: [String: String] = [:]) async throws -> String {
                let reply = try await send(client, "/models/\(id)/continue", fields)
                #expect([.forbidden, .badRequest].contains(reply.status))
                return reply.text
            }
            let fresh = try await makeTraining(studio, snapshots: [], states: [])
            #expect(try await refusal(fresh).contains("no snapshot to go on from"))
            let bare = try await makeTraining(studio, states: [])
            #expect(try await refusal(bare).contains("None of the snapshots has a solver state"))
            let early = try await makeTraining(studio)
            let fields = ["snapshot_epoch": "1"]
            #expect(try await refusal(early, fields).contains("those of these epochs have: 1.5"))
            let other = try await refusal(early, ["snapshot_epoch": "7"])
            #expect(other.contains("1, 1.5"))
            for text in ["-1", "1.5", "x", "9999999999999999999"] {
                #expect(try await refusal(early, ["epochs": text]).contains("\"epochs\""))
            }
            #expect(try await refusal(early, ["epoch": "1"]).contains("\"epoch\""))

            let orphan = try await makeTraining(studio)
            var job = try studio.store.jobFolder(orphan).job()
            job.settings = .model(ModelSettings(name: "orphan", dataset: "gone"))
            try await studio.store.update(job)
            #expect(try await refusal(orphan).contains("it was deleted"))

            #expect(try await send(client, "/models/\(early)/continue").status == .ok)
            #expect(try await refusal(early).contains("has not ended"))
            try await studio.queue.abortAndWait(early)
        }
    }

    @Test func `a training that is done is given more epochs`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await makeTraining(
                studio,
                ended: .done,
                snapshots: [16, 32],
                states: [32],
                policy: "poly"
            )
            let refused = try await send(client, "/models/\(id)/continue")
            #expect(refused.status == .forbidden)
            #expect(refused.text.contains("The training is complete"))
            let reply = try await send(client, "/models/\(id)/continue", ["epochs": "3"])
            #expect(reply.status == .ok)
            _ = try await studio.wait(for: id)
            let folder = studio.store.jobFolder(id)
            let solver = try SolverParameter.read(prototxt: folder.file("solver.prototxt").path)
            #expect(solver.message.maxIter == 80)
            #expect(solver.message.testInterval == 16)
            #expect(try folder.job().model?.solver.epochs == 5)
            let notice = try #require(folder.events().compactMap(\.notice).last)
            #expect(notice.title.english == "3 more epochs")
            // The rate of this policy depends on how long the training is: 0.01 * (1 - 32/80)^3.
            #expect(notice.message.english.contains("0.00216 where training goes on"))
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains("The training had 2 epochs and now has 5."))
            #expect(page.text.contains("data-epochs=\"5\""))
            let model = try ModelFolder(folder)
            #expect(model.snapshots.map(\.epoch) == [2, 1])
        }
    }

    @Test func `a paused training frees its place and goes on when it is resumed`() async throws {
        let script = """
            trap 'touch snapshot_iter_4.caffemodel snapshot_iter_4.solverstate
                  say "\\"event\\":\\"status\\",\\"status\\":\\"Aborted\\""; exit' INT
            [ -e snapshot_iter_4.solverstate ] || { touch started; gate; }
            say '"event":"status","status":"Done"'
            """
        try await StudioFixture(script: script).run { client, studio in
            let id = try await makeTraining(studio, snapshots: [], states: [])
            let next = try await makeTraining(studio, snapshots: [4], states: [4])
            try await studio.queue.enqueue(id)
            let folder = studio.store.jobFolder(id)
            while !folder.has("started") { try await Task.sleep(for: .milliseconds(5)) }
            try await studio.queue.enqueue(next)
            let running = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(running.text.contains("data-action=\"/models/\(id)/pause\""))
            #expect(try await send(client, "/models/\(id)/pause").status == .ok)
            let paused = try await studio.wait(for: id)
            #expect(paused.status == "Aborted")
            #expect(paused.isPaused)
            let page = try await client.execute(uri: "/models/\(id)", method: .get)
            #expect(page.text.contains(">Paused</span>"))
            #expect(page.text.contains(">Resume</button>"))
            #expect(try await studio.wait(for: next).status == "Done")
            #expect(try await send(client, "/models/\(id)/pause").status == .forbidden)
            #expect(try await send(client, "/models/\(id)/resume").status == .ok)
            let job = try await studio.wait(for: id)
            #expect(job.status == "Done")
            #expect(!job.isPaused)
        }
    }

    @Test(arguments: [true, false])
    func `what died with the machine goes on by itself where the studio was started so`(
        resumes: Bool
    ) async throws {
        var fixture = try StudioFixture()
        fixture.options.resumesInterrupted = resumes
        let studio = try await StudioApp.makeStudio(fixture.options)
        let died = try await makeTraining(studio)
        let log = studio.store.jobFolder(died).logFile(of: .model)
        try Data().write(to: log)
        try await studio.store.setStatus(.running, of: died)
        let stopped = try await makeTraining(studio)
        try await studio.store.append(.request(.shutDown), to: stopped)
        let paused = try await makeTraining(studio)
        try await studio.store.append(.request(.pause), to: paused)
        let aborted = try await makeTraining(studio)
        try await studio.store.append(.request(.abort), to: aborted)
        try await fixture.run { _, studio in
            for id in [died, stopped] {
                let job = try await studio.wait(for: id) {
                    resumes ? $0.jobStatus == .done : $0.jobStatus == .aborted
                }
                #expect(job.status == (resumes ? "Done" : "Aborted"))
            }
            #expect(try await studio.store.summary(paused).isPaused)
            #expect(try await studio.store.summary(aborted).status == "Aborted")
        }
    }

    @Test func `a training that is killed goes on by itself, unless it gets no further`()
        async throws
    {
        let script = """
            [ -e snapshot_iter_28.solverstate ] && gate
            touch snapshot_iter_28.caffemodel snapshot_iter_28.solverstate
            kill -9 $$
            """
        var fixture = try StudioFixture(script: script)
        fixture.options.resumesInterrupted = true
        try await fixture.run { _, studio in
            let id = try await makeTraining(studio)
            try await studio.queue.enqueue(id)
            // It has gone on from the snapshot that its first process made.
            let job = try await studio.wait(for: id) { $0.doneBefore == 28 && $0.started != nil }
            #expect(!job.isOver)
            try studio.openGate()
            #expect(try await studio.wait(for: id).status == "Error")
            #expect(studio.store.jobFolder(id).lastContinuation() == 28)
        }
    }

    @Test func `the last and the best of each output are without what is done again`()
        async throws
    {
        try await StudioFixture().run { _, studio in
            let job = Job(.model(ModelSettings(name: "m")))
            try await studio.store.create(job)
            func add(_ iteration: Int, loss: Float, accuracy: Float) async throws {
                let train = JobEvent.TrainRow(iteration: iteration, outputs: ["loss": loss])
                let test = JobEvent.TestRow(
                    iteration: iteration,
                    net: 0,
                    outputs: ["accuracy": accuracy]
                )
                for event in [JobEvent.train(train), .test(test)] {
                    try await studio.store.append(event, to: job.id)
                }
            }
            func summary() async throws -> [Double?] {
                let job = try await studio.store.summary(job.id)
                let loss = job.outputs.ranges["loss (train)"]
                return [loss?.last, loss?.least, loss?.largest, job.accuracy, job.bestMeasure]
            }
            try await add(10, loss: 4, accuracy: 0.25)
            try await add(20, loss: 2, accuracy: 0.5)
            try await add(30, loss: 1, accuracy: 0.75)
            #expect(try await summary() == [1, 1, 4, 0.75, 0.75])
            try await studio.store.append(.request(.goOn(fromIteration: 25)), to: job.id)
            #expect(try await summary() == [2, 2, 4, 0.5, 0.5])
            try await add(30, loss: 3, accuracy: 0.375)
            #expect(try await summary() == [3, 2, 4, 0.375, 0.5])
            try await studio.store.append(.request(.goOn(fromIteration: 20)), to: job.id)
            #expect(try await summary() == [4, 4, 4, 0.25, 0.25])
            try await studio.store.append(.request(.goOn(fromIteration: 0)), to: job.id)
            #expect(try await summary() == [nil, nil, nil, nil, nil])
        }
    }

    @Test func `time and pace are those of all runs, and of the last`() {
        var job = JobSummary(Job(.model(ModelSettings(name: "m"))))
        func apply(_ time: Double, _ event: JobEvent) {
            job.apply(EventRecord(event, at: time))
        }
        apply(0, .status(.running))
        apply(10, .progress(task: "train", done: 50, total: 100))
        apply(10, .status(.aborted))
        apply(1000, .request(.goOn(fromIteration: 40)))
        apply(1000, .status(.waiting))
        #expect(job.elapsed(at: 1005) == 10)
        apply(1010, .status(.running))
        apply(1020, .progress(task: "train", done: 60, total: 100))
        #expect(job.elapsed(at: 1020) == 20)
        // 20 iterations in 10 seconds, 40 to go.
        #expect(job.remaining(at: 1020).map { abs($0 - 20) < 1e-9 } == true)
    }
}

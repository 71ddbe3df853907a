import CremaEngine
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/metrics`: the state of the studio in numbers, for Prometheus.
struct MetricsPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .look).replying(.file("text/plain"))
            .get("metrics", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        var text = MetricText()
        text.begin("crema_info", .gauge, "The version of Crema.")
        text.add("crema_info", ["version": Version.crema], 1)
        let jobs = await studio.store.all()
        text.add(jobs)
        text.begin("crema_trainings_at_once", .gauge, "How many models may train at once.")
        text.add("crema_trainings_at_once", [:], Double(await studio.queue.trainingsAtOnce))
        var trainings: [RunningTraining] = []
        for job in jobs where job.jobKind == .model && job.jobStatus == .running {
            // What has just been deleted is not running any more.
            guard let feed = try? await studio.store.feed(of: job.id) else { continue }
            let folder = try? ModelFolder(studio.store.jobFolder(job.id))
            let pace = await feed.iterationsPerSecond
            trainings.append(
                RunningTraining(
                    job: job,
                    imagesPerSecond: pace.flatMap { pace in
                        folder?.imagesPerIteration.map { pace * Double($0) }
                    }
                )
            )
        }
        text.add(trainings)
        text.add(studio.requests.all)
        return .data(Data(text.text.utf8), type: MetricText.mediaType)
    }
}

/// A model that trains.
private struct RunningTraining {
    var job: JobSummary
    /// Nil before its first line of training.
    var imagesPerSecond: Double?
}

extension MetricText {
    /// Adds how many jobs there are, and how many of them wait.
    fileprivate mutating func add(_ jobs: [JobSummary]) {
        begin("crema_jobs", .gauge, "Jobs by kind and status.")
        for kind in [Job.Kind.dataset, .model] {
            for status in JobEvent.Status.allCases {
                let count = jobs.count { $0.jobKind == kind && $0.jobStatus == status }
                add(
                    "crema_jobs",
                    ["kind": kind.rawValue, "status": status.rawValue],
                    Double(count)
                )
            }
        }
        begin("crema_queue_length", .gauge, "Jobs that wait for their turn.")
        add("crema_queue_length", [:], Double(jobs.count { $0.jobStatus == .waiting }))
    }

    /// Adds how far models are that train, and how fast.
    fileprivate mutating func add(_ trainings: [RunningTraining]) {
        func labels(_ training: RunningTraining) -> KeyValuePairs<String, String> {
            ["job": training.job.id, "name": training.job.name]
        }
        let done = "crema_training_iterations_done"
        begin(done, .gauge, "Iterations that a running training has done.")
        for training in trainings { add(done, labels(training), Double(training.job.done ?? 0)) }
        let planned = "crema_training_iterations_planned"
        begin(planned, .gauge, "Iterations that a running training has in all.")
        for training in trainings {
            add(planned, labels(training), Double(training.job.total ?? 0))
        }
        let pace = "crema_training_images_per_second"
        begin(pace, .gauge, "Images that a running training learns from in a second.")
        for training in trainings {
            if let images = training.imagesPerSecond { add(pace, labels(training), images) }
        }
    }

    /// Adds the requests of each route, and their times.
    fileprivate mutating func add(_ counts: [RequestCounts.Route: RequestCounts.Count]) {
        let routes = counts.sorted { $0.key < $1.key }
        let requests = "crema_http_requests_total"
        begin(requests, .counter, "Requests by method, route and status of the reply.")
        for (route, count) in routes {
            for (status, number) in count.statuses.sorted(by: { $0.key < $1.key }) {
                add(
                    requests,
                    ["method": route.method, "route": route.path, "status": "\(status)"],
                    Double(number)
                )
            }
        }
        let times = "crema_http_request_duration_seconds"
        begin(times, .histogram, "Time until the reply to a request began.")
        for (route, count) in routes {
            let (method, path) = (route.method, route.path)
            for (bound, number) in zip(RequestCounts.bounds, count.withinBounds) {
                add(
                    "\(times)_bucket",
                    ["method": method, "route": path, "le": Wording.plain(bound)],
                    Double(number)
                )
            }
            add(
                "\(times)_bucket",
                ["method": method, "route": path, "le": "+Inf"],
                Double(count.total)
            )
            add("\(times)_sum", ["method": method, "route": path], count.seconds)
            add("\(times)_count", ["method": method, "route": path], Double(count.total))
        }
    }
}

extension ModelFolder {
    /// How many images an iteration of training takes; nil before the net is made.
    fileprivate var imagesPerIteration: Int? {
        let file = folder.file("train_val.prototxt").path
        // A model that waits for its data set has no net yet.
        guard let net = try? NetParameter.read(prototxt: file).message else { return nil }
        let batch = net.layer.first { $0.type == "Data" && $0.hasDataParam }?.dataParam.batchSize
        // Without it, a batch is an iteration.
        let solver = try? SolverParameter.read(prototxt: folder.file("solver.prototxt").path)
        let repeats = max(1, Int(solver?.message.iterSize ?? 1))
        return batch.map { Int($0).multipliedSaturated(by: repeats) }
    }
}

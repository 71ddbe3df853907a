import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The studio as a web application, for the program and for tests.
public enum StudioApp {
    /// The application of a studio whose parts are there and whose jobs are read.
    static func makeApplication(_ studio: Studio) -> some ApplicationProtocol {
        makeApplication(studio, services: [studio.queue]) { _ in }
    }

    private static func makeApplication(
        _ studio: Studio,
        services: [any Service],
        onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> some ApplicationProtocol {
        let options = studio.options
        let router = makeRouter(studio)
        var logger = Logger(label: "crema.studio")
        logger.logLevel = .error
        return Application(
            responder: RequestReader(responder: router.buildResponder(), people: studio.people),
            // Who has sent nothing for so long while a request is awaited or read is gone.
            server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                serverName: "Crema"
            ),
            services: services,
            onServerRunning: onServerRunning,
            logger: logger
        )
    }

    /// Every page's routes, each as `GET /datasets/{id}`.
    public static func routes(_ options: StudioOptions) async throws -> [String] {
        makeRouter(try await makeStudio(options)).routes
            .map { "\($0.method) \($0.path)" }.sorted()
    }

    static func makeRouter(_ studio: Studio) -> Router<StudioContext> {
        let options = studio.options
        let router = Router(context: StudioContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            RequestMeter(counts: studio.requests)
            SecurityHeaders()
            PathVeil(options, dataRoot: studio.dataRoot)
            Auditor(log: AuditLog(in: options.jobsFolder), access: studio.access)
            ErrorReplies(views: studio.views, store: studio.store, people: studio.people)
            AccessGuard(
                host: options.host,
                people: studio.people,
                access: studio.access,
                store: studio.store
            )
        }
        for page in SitePages.all { page.init(studio: studio).addRoutes(to: router) }
        return router
    }

    /// Serves until the program is asked to stop.
    ///
    /// `announce` gets its address once it listens. Throws one sentence if another studio serves
    /// the folder of jobs, or if it cannot listen; then nothing has been touched.
    public static func run(
        _ options: StudioOptions,
        announce: @escaping @Sendable (String) -> Void
    ) async throws {
        let lock = try JobsLock.take(in: options.jobsFolder)
        defer { withExtendedLifetime(lock) {} }
        let studio = try await makeParts(options)
        let opening = StudioOpening(studio: studio)
        let application = makeApplication(studio, services: [opening]) { channel in
            let port = channel.localAddress?.port ?? options.port
            guard await opening.open() else { return }
            lock.say(address(options, port: port))
            announce(address(options, port: port))
        }
        do {
            try await application.runService()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw StudioError.unavailable(
                Phrase("start.port_in_use", ["port": "\(options.port)", "host": options.host])
            )
        } catch let error as IOError {
            throw StudioError.unavailable(
                Phrase(
                    "start.cannot_listen",
                    [
                        "host": options.host, "port": "\(options.port)",
                        "reason": String(cString: strerror(error.errnoCode)),
                    ]
                )
            )
        }
    }

    private static func address(_ options: StudioOptions, port: Int) -> String {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        return "http://\(host):\(port)/" + (options.token.map { "?token=\($0)" } ?? "")
    }

    /// The parts of a studio, with the jobs folder read.
    static func makeStudio(_ options: StudioOptions) async throws -> Studio {
        let studio = try await makeParts(options)
        try await studio.open()
        return studio
    }

    /// The parts of a studio, which touch nothing yet.
    private static func makeParts(_ options: StudioOptions) async throws -> Studio {
        let store = JobStore(folder: options.jobsFolder)
        let commands = JobCommands(
            store: store,
            program: options.program,
            python: options.python
        )
        let queue = JobQueue(
            store: store,
            trainingsAtOnce: StudioSettings.kept(in: options.jobsFolder)?.trainingsAtOnce
                ?? options.trainingsAtOnce,
            grace: options.abortGrace,
            resumesInterrupted: options.resumesInterrupted
        ) { job, folder in try await commands.command(for: job, in: folder) }
        let dataRoot = DataRoot(options.dataRoot)
        let views = try await Views()
        let package = PythonPackage(python: options.python, folder: options.pythonPackage)
        let downloads = options.jobsFolder.appendingPathComponent(".downloads")
        return Studio(
            options: options,
            store: store,
            queue: queue,
            people: People(token: options.token, jobs: options.jobsFolder),
            views: views,
            assets: try AssetFolders(),
            dataRoot: dataRoot,
            layerFiles: LayerFiles(
                sent: SentFiles(
                    folder: options.jobsFolder.appendingPathComponent(".uploads"),
                    ending: "py",
                    most: 200
                ),
                dataRoot: dataRoot
            ),
            sentLists: SentFiles(
                folder: options.jobsFolder.appendingPathComponent(".lists"),
                ending: "txt",
                most: 20
            ),
            sentArchives: SentFiles(
                folder: options.jobsFolder.appendingPathComponent(".archives"),
                ending: "archive",
                most: 8
            ),
            layerFileChecker: LayerFileChecker(package: package),
            layerRunner: LayerRunner(package: package, limit: options.checkLimit),
            imageTester: ImageTester(
                program: options.program,
                python: options.python,
                folder: options.jobsFolder.appendingPathComponent(".tests")
            ),
            networkCosts: NetworkCosts(program: options.program, python: options.python),
            modelPacker: ModelPacker(python: options.python, folder: downloads),
            pretrained: PretrainedModels(
                folder: options.jobsFolder.appendingPathComponent(".pretrained")
            ),
            homeFeed: HomeFeed(store: store, views: views)
        )
    }
}

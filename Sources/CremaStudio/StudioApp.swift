import CremaData
public import Foundation
import HTTPTypes
public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// The parts that every page works with.
struct Studio: Sendable {
    let options: StudioOptions
    let store: JobStore
    let queue: JobQueue
    let views: Views
    let assets: AssetFolders
    let dataRoot: DataRoot
    let layerFiles: LayerFiles
    let layerFileChecker: LayerFileChecker
    let layerRunner: LayerRunner
    let imageTester: ImageTester
    let modelPacker: ModelPacker
    let databases = ImageDatabases()
}

/// The studio as a web application, for the program and for tests.
public enum StudioApp {
    /// Builds the application.
    ///
    /// `announce` gets its address once it listens. Throws `StudioError.unavailable` where the
    /// machine lacks what the pages need.
    public static func make(
        _ options: StudioOptions,
        announce: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> some ApplicationProtocol {
        makeApplication(try await makeStudio(options), announce: announce)
    }

    /// The application of a studio whose parts are there.
    static func makeApplication(
        _ studio: Studio,
        announce: @escaping @Sendable (String) -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let options = studio.options
        let router = makeRouter(studio)
        var logger = Logger(label: "crema.studio")
        logger.logLevel = .error
        return Application(
            responder: JSONSuffix(responder: router.buildResponder()),
            // Who has sent nothing for so long while a request is awaited or read is gone.
            server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                serverName: "Crema"
            ),
            services: [studio.queue],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? options.port
                announce(address(options, port: port))
            },
            logger: logger
        )
    }

    /// Every page's routes, each as `GET /datasets/{id}`.
    public static func routes(_ options: StudioOptions) async throws -> [String] {
        makeRouter(try await makeStudio(options)).routes
            .map { "\($0.method) \($0.path)" }.sorted()
    }

    private static func makeRouter(_ studio: Studio) -> Router<BasicRequestContext> {
        let options = studio.options
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            SecurityHeaders()
            ErrorReplies(views: studio.views, store: studio.store)
            AccessGuard(host: options.host, token: options.token, views: studio.views)
        }
        for page in SitePages.all { page.init(studio: studio).addRoutes(to: router) }
        return router
    }

    /// Serves until the program is asked to stop.
    ///
    /// Throws `StudioError.unavailable` in one sentence where it cannot listen.
    public static func run(
        _ options: StudioOptions,
        announce: @escaping @Sendable (String) -> Void
    ) async throws {
        do {
            try await make(options, announce: announce).runService()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw StudioError.unavailable(
                "Port \(options.port) on \(options.host) is in use; "
                    + "stop what uses it or choose another with --port."
            )
        } catch let error as IOError {
            throw StudioError.unavailable(
                "Cannot listen on \(options.host):\(options.port): \(error)"
            )
        }
    }

    /// The token of a jobs folder, made on the first run and kept, so that a browser need show it
    /// once only.
    public static func token(in jobsFolder: URL) throws -> String {
        let file = jobsFolder.appendingPathComponent(".token")
        if let kept = try? String(contentsOf: file, encoding: .utf8), kept.utf8.count >= 32 {
            return kept
        }
        let bytes = (0..<24).map { _ in UInt8.random(in: .min ... .max) }
        let token = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        try FileManager.default.createDirectory(at: jobsFolder, withIntermediateDirectories: true)
        let isMade = FileManager.default.createFile(
            atPath: file.path,
            contents: Data(token.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else {
            throw StudioError.unavailable("\(file.path): the token cannot be written.")
        }
        return token
    }

    private static func address(_ options: StudioOptions, port: Int) -> String {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        return "http://\(host):\(port)/" + (options.token.map { "?token=\($0)" } ?? "")
    }

    /// The parts of a studio, with the jobs folder read.
    static func makeStudio(_ options: StudioOptions) async throws -> Studio {
        let store = try JobStore(folder: options.jobsFolder)
        let commands = JobCommands(
            store: store,
            program: options.program,
            python: options.python
        )
        let queue = JobQueue(
            store: store,
            trainingsAtOnce: options.trainingsAtOnce,
            grace: options.abortGrace
        ) { job, folder in try await commands.command(for: job, in: folder) }
        let dataRoot = DataRoot(options.dataRoot)
        let package = PythonPackage(python: options.python, folder: options.pythonPackage)
        let downloads = options.jobsFolder.appendingPathComponent(".downloads")
        // A studio that was killed left what it was sending.
        try? FileManager.default.removeItem(at: downloads)
        return Studio(
            options: options,
            store: store,
            queue: queue,
            views: try await Views(),
            assets: try AssetFolders(),
            dataRoot: dataRoot,
            layerFiles: LayerFiles(
                folder: options.jobsFolder.appendingPathComponent(".uploads"),
                dataRoot: dataRoot
            ),
            layerFileChecker: LayerFileChecker(package: package),
            layerRunner: LayerRunner(package: package, limit: options.checkLimit),
            imageTester: ImageTester(
                program: options.program,
                python: options.python,
                folder: options.jobsFolder.appendingPathComponent(".tests")
            ),
            modelPacker: ModelPacker(python: options.python, folder: downloads)
        )
    }
}

import ArgumentParser
import CremaRuns
import CremaStudio
import Foundation

/// `crema studio`: serves the studio to a browser.
struct StudioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "studio",
        abstract: "Serves the studio: data sets, models and their training, in a browser.",
        discussion: """
            It prints the address to open. To reach it from another machine, use a tunnel \
            (ssh -L 5000:127.0.0.1:5000 HOST), or --host 0.0.0.0.

              crema studio --jobs-dir jobs --data-root /data/images

            Only one studio serves a folder of jobs. A second one prints the address of the first, \
            changes nothing and ends with status \(ExitStatus.folderInUse.rawValue).
            """,
        subcommands: [UsersCommand.self]
    )

    @Option(help: "The name or address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port = 5000

    @OptionGroup var folder: JobsFolder

    @Option(
        help: "Forms may name files on this machine only below this folder.",
        completion: .directory
    )
    var dataRoot = "."

    @Option(
        help: """
            auto: a browser must show a token once; none: anyone who reaches the port may enter. \
            Where there are users (crema studio users), they sign in instead.
            """
    )
    var token = Token.auto

    @Flag(
        help: """
            A training that died with the machine or the studio, or was killed, goes on by itself, \
            from its last snapshot.
            """
    )
    var resumeInterrupted = false

    @Flag(help: ArgumentHelp("Prints the routes and exits.", visibility: .hidden))
    var routes = false

    @OptionGroup var python: PythonOptions

    enum Token: String, ExpressibleByArgument, CaseIterable {
        case auto, none
    }

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("a port must be a number from 0 to 65535, found \(port)")
        }
    }

    func run() async throws {
        let jobs = folder.url
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var options = StudioOptions(
            jobsFolder: jobs,
            dataRoot: URL(fileURLWithPath: dataRoot),
            program: program
        )
        options.host = host
        options.resumesInterrupted = resumeInterrupted
        options.port = port
        options.python = python.python
        options.pythonPackage = PythonInterpreter.packageFolder
        if routes {
            for route in try await StudioApp.routes(options) { print(route) }
            return
        }
        options.token = token == .none ? nil : AccessToken.find(in: jobs)
        try await StudioApp.run(options) { address in
            print("Crema's studio is at \(address)")
            print("Jobs are in \(jobs.path). Ctrl-C stops the studio and what it trains.")
            // A program that reads this through a pipe waits for the address.
            fflush(nil)
        }
    }
}

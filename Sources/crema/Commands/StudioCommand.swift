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
            It prints the address to open. From another machine it is reached through a tunnel \
            (ssh -L 5000:127.0.0.1:5000 HOST), or by --host 0.0.0.0.

              crema studio --jobs-dir jobs --data-root /data/images

            One studio serves a folder of jobs. A second start says where the first is, changes nothing \
            and ends with status \(ExitStatus.folderInUse.rawValue).
            """
    )

    @Option(help: "The name or address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port = 5000

    @Option(help: "The folder of the jobs, one folder each.", completion: .directory)
    var jobsDir = "jobs"

    @Option(
        help: "Files on this machine may be named in forms only below this folder.",
        completion: .directory
    )
    var dataRoot = "."

    @Option(
        help: "auto: a browser must show a token once; none: whoever reaches the port may come in."
    )
    var token = Token.auto

    @Flag(help: ArgumentHelp("Prints the routes and ends.", visibility: .hidden))
    var routes = false

    @OptionGroup var python: PythonOptions

    enum Token: String, ExpressibleByArgument, CaseIterable {
        case auto, none
    }

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("a port is a number from 0 to 65535, found \(port)")
        }
    }

    func run() async throws {
        let jobs = URL(fileURLWithPath: jobsDir).standardizedFileURL
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var options = StudioOptions(
            jobsFolder: jobs,
            dataRoot: URL(fileURLWithPath: dataRoot),
            program: program
        )
        options.host = host
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
            // Whoever reads this through a pipe waits for the address.
            fflush(nil)
        }
    }
}

import CremaData
import CremaEngine

#if canImport(Glibc)
    import Glibc
#endif

/// The Python interpreter for layers, and the way to hand a run over to it.
public struct PythonInterpreter: Sendable, Equatable {
    /// The program.
    public let path: String
    /// Why it was chosen, for example `--python` or `python3 on PATH`.
    public let reason: String

    /// Finds the interpreter that a run is handed to.
    ///
    /// It is the named one (`--python`), or else that of `CREMA_PYTHON`, of an active virtual
    /// environment, of the project's own one, or `python3`. Throws if that is not a program.
    public static func find(
        named: String? = nil,
        environment: (String) -> String? = Self.environmentValue
    ) throws -> PythonInterpreter {
        let given = [("--python", named), ("CREMA_PYTHON", environment("CREMA_PYTHON"))]
        for (source, name) in given {
            guard let name, !name.isEmpty else { continue }
            guard let path = program(name, environment("PATH")) else {
                throw EngineError(
                    "\(source) names the Python interpreter \(name), which is not a program; name "
                        + "another, or leave it out to use python3"
                )
            }
            return PythonInterpreter(path: path, reason: source)
        }
        let environments = [
            ("the active virtual environment", environment("VIRTUAL_ENV")),
            ("the project's virtual environment", projectFolder.map { "\($0)/.venv" }),
        ]
        for (reason, folder) in environments {
            if let folder, let path = program("\(folder)/bin/python", nil) {
                return PythonInterpreter(path: path, reason: reason)
            }
        }
        guard let path = program("python3", environment("PATH")) else {
            throw EngineError(
                "the net has layers written in Python, but there is no python3 on PATH; install "
                    + "Python 3.9 or newer with numpy, or name an interpreter with --python"
            )
        }
        return PythonInterpreter(path: path, reason: "python3 on PATH")
    }

    /// Replaces this process with the interpreter, which then performs the run.
    ///
    /// A call of a layer may take up to `layerTimeout` seconds; 0 means no limit. Throws if the
    /// interpreter cannot be started.
    public func take(over run: some Run, layerTimeout: Double? = nil) throws -> Never {
        if let layerTimeout { setenv("CREMA_LAYER_TIMEOUT", "\(layerTimeout)", 1) }
        let description = try RunDescription(forPython: run).json()
        // An argument holds 128 KiB at most.
        let isShort = description.utf8.count < 100 << 10
        try take(over: ["run", isShort ? description : Self.pathOfOpenFile(with: description)])
    }

    /// A text in a file without a name, which stays open in the interpreter and is gone with it.
    private static func pathOfOpenFile(with text: String) throws -> String {
        let folder = environmentValue("TMPDIR") ?? "/tmp"
        var name = Array("\(folder)/crema-run-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else {
            throw DataError.lastSystemError("write", "\(folder)/crema-run")
        }
        unlink(name)
        let isWritten = Array(text.utf8).withUnsafeBytes { writeAll(descriptor, $0) }
        guard isWritten else { throw DataError.lastSystemError("write", "\(folder)/crema-run") }
        return "/proc/self/fd/\(descriptor)"
    }

    /// Replaces this process with a command of the Python package, for example `["check-layer",
    /// "layers.py"]`.
    ///
    /// Throws if the interpreter cannot be started.
    public func take(over command: [String]) throws -> Never {
        guard let package = Self.packageFolder else {
            throw EngineError(
                "the Python package of Crema is not next to the program; reinstall Crema"
            )
        }
        let others = Self.environmentValue("PYTHONPATH").map { ":\($0)" } ?? ""
        setenv("PYTHONPATH", package + others, 1)
        setenv("PYTHONUNBUFFERED", "1", 1)
        if let library = Self.library { setenv("CREMA_LIBRARY", library, 0) }
        let words = [path, "-m", "caffe"] + command
        var arguments = words.map { strdup($0) } + [nil]
        // This may be a thread that blocks signals, and the interpreter must receive them.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        execv(path, &arguments)
        throw EngineError("\(path) cannot be started: \(String(cString: strerror(errno)))")
    }

    // MARK: Where things are

    /// A variable of this process's environment.
    public static func environmentValue(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// The folder of this program, with links resolved.
    private static let programFolder: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return Folder.parent(of: String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self))
    }()

    /// The folder in which `import caffe` finds Crema's package: `python` next to or above the
    /// program in a checkout, or the folder that contains the program in an installed package.
    public static let packageFolder: String? = ancestors(of: programFolder)
        .flatMap { ["\($0)/python", $0] }
        .first { access("\($0)/caffe/__init__.py", R_OK) == 0 }

    /// The engine's library that was built with this program; nil if the Python package has its
    /// own.
    public static let library: String? = {
        let path = programFolder + "/libCremaC.so"
        return access(path, R_OK) == 0 ? path : nil
    }()

    /// The checkout, if the program was built in one.
    private static let projectFolder: String? = packageFolder.map(Folder.parent)

    private static func ancestors(of path: String) -> [String] {
        path == "/" || path == "." ? [path] : [path] + ancestors(of: Folder.parent(of: path))
    }

    /// A program with this path, or with this name on the search path.
    private static func program(_ name: String, _ searchPath: String?) -> String? {
        let candidates =
            name.contains("/")
            ? [name] : (searchPath ?? "").split(separator: ":").map { "\($0)/\(name)" }
        return candidates.first { isProgram($0) }
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }
}

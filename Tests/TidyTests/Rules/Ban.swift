/// Words that code does without, with what takes their place.
struct Ban: Rule {
    let name: String
    let remedy: String
    /// What is looked for, at the beginning of a word.
    let words: [String]
    /// The folders that the ban holds for.
    var folders = ["Sources"]
    var endings = [".swift"]
    /// Whether comments and strings count, too.
    var includesText = false
    var exceptions: [String: String] = [:]
    let badLine: String
    let goodLine: String

    var bad: [Tree] { [Tree(["\(folders[0])/a\(endings[0])": badLine])] }
    var good: Tree { Tree(["\(folders[0])/a\(endings[0])": goodLine]) }

    func violations(in tree: Tree) -> [Violation] {
        let files = folders.flatMap { folder in
            endings.flatMap { tree.files(in: folder, ending: $0) }
        }
        return files.filter { $0.path.hasPrefix("Tests/TidyTests/") == false }.flatMap { file in
            let lines = includesText ? file.lines : file.code
            return lines.indices.compactMap { index in
                words.first { lines[index].hasWord($0) }
                    .map { Violation(file.path, index + 1, "found \"\($0)\"") }
            }
        }
    }
}

extension Ban {
    static let all = [
        Ban(
            name: "Nothing ends the process on purpose.",
            remedy: "Throw an error that says what was found and what is allowed; precondition is "
                + "for bugs of our own.",
            words: ["fatalError("],
            folders: ["Sources", "Tests", "Benchmarks"],
            badLine: "default: fatalError(\"never\")",
            goodLine: "default: throw EngineError(\"unknown kind\")  // no fatalError( here"
        ),
        Ban(
            name: "No error is forced.",
            remedy: "Write try, and let the caller hear of it.",
            words: ["try!"],
            folders: ["Sources", "Tests", "Benchmarks"],
            badLine: "let a = try! read()",
            goodLine: "let a = try read()"
        ),
        Ban(
            name: "Only commands print.",
            remedy: "Write to the run's Log, or return the text to the command.",
            words: ["print("],
            exceptions: [
                "Sources/crema/": "a command's answer goes to standard output",
                "Sources/CremaRuns/ClassifyRun.swift": "its predictions are its answer",
            ],
            badLine: "print(loss)",
            goodLine: "log.info(file, \"print(loss)\"); footprint(a)"
        ),
        Ban(
            name: "What may run in a forked process has no Mutex.",
            remedy: "Use Lock for what belongs to a net, Guarded for what a process has in common; "
                + "Lock says why.",
            words: ["Mutex(", "Mutex<"],
            folders: [
                "Sources/CremaData", "Sources/CremaProto", "Sources/CremaEngine", "Sources/CremaC",
            ],
            badLine: "let state = Mutex(0)",
            goodLine: "let state = Guarded(0)"
        ),
        Ban(
            name: "A process is started by Command.",
            remedy: "Make a Command, which hands on three descriptors and no signal mask.",
            words: ["posix_spawn*", "Process()", "fork()"],
            exceptions: ["Sources/CremaData/Processes/": "this is Command"],
            badLine: "let process = Process()",
            goodLine: "let ending = try Command(\"dot\").run(); var child = ChildProcess()"
        ),
        Ban(
            name: "Threads come from startThread or a Task.",
            remedy: "Use startThread in the engine, a Task in the studio.",
            words: ["DispatchQueue", "Thread.detachNewThread", "pthread_create"],
            exceptions: [
                "Sources/CremaData/Threads/StartThread.swift": "this is startThread"
            ],
            badLine: "Thread.detachNewThread { wait() }",
            goodLine: "try startThread { wait() }"
        ),
        Ban(
            name: "No layer picks a device.",
            remedy: "Take the operation from context.device; what the device must know for its "
                + "choice is part of the geometry.",
            words: ["ReferenceDevice", "DNNLDevice", "DeviceCatalog"],
            folders: ["Sources/CremaEngine/Layers"],
            badLine: "operation = ReferenceDevice().makePooling(geometry)",
            goodLine: "operation = try context.device.makePooling(geometry)"
        ),
        Ban(
            name: "A task's route is in its own folder alone.",
            remedy: "Take the path from the task: task.path(of: .model), {{task.models.newPath}}.",
            words: ["images/classification", "images/regression"],
            endings: [".swift", ".mustache", ".js"],
            includesText: true,
            exceptions: [
                "Sources/CremaJobs/Tasks/Classification/ClassificationTask.swift": "its task",
                "Sources/CremaJobs/Tasks/Regression/RegressionTask.swift": "its task",
            ],
            badLine: "href = \"/models/images/classification/new\"",
            goodLine: "href = task.newPath(of: .model)  // of an images/other"
        ),
        Ban(
            name: "Nothing is left unfinished.",
            remedy: "Finish it, or file an issue.",
            words: ["TODO", "FIXME", "XXX"],
            folders: ["Sources", "Tests", "Benchmarks", "Examples", "python", "scripts"],
            endings: [".swift", ".py", ".js", ".mustache", ".sh"],
            includesText: true,
            badLine: "// TODO: check the shape",
            goodLine: "// Checks the shape."
        ),
        Ban(
            name: "Sentences are plain English.",
            remedy: "Write what docs/STYLE.md has in its table instead.",
            words: [
                "is told", "are told", "is no number", "are no numbers", "says no", "is none of",
                "of that name", "of this name", "beside the", "beside it", "likewise", "Likewise",
                "Caffe ends",
            ],
            folders: ["Sources", "Tests", "python", "docs"],
            endings: [".swift", ".py", ".mustache", ".js", ".md"],
            includesText: true,
            exceptions: ["docs/STYLE.md": "it shows what to avoid"],
            badLine: "/// The layer of that name; the loss is no number.",
            goodLine: "/// The layer with that name; the loss is not a number."
        ),
    ]
}

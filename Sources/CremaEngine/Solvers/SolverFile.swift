import CremaData
public import CremaProto

/// A solver's prototxt with its nets: everything that training is built from.
public struct SolverFile {
    /// A net to build: its text, and the state that selects its layers.
    public struct NetText {
        /// The text, with the places of its layers.
        public var text: Prototxt<NetParameter>
        /// The phase, level and stages.
        public var state: NetState
        /// The solver's field that gives the net.
        public var field: String
        /// The file that the field names; nil if the net is in the solver's own file.
        public var file: String?
    }

    /// The settings.
    public var parameter: SolverParameter {
        get { text.message }
        set { text.message = newValue }
    }
    /// The net that is trained.
    public var train: NetText
    /// The nets that are tested, in order.
    public var tests: [NetText]

    /// Log lines about fields that were filled in, in Caffe's words.
    public var notes: [String] = []

    private var text: Prototxt<SolverParameter>

    /// Reads a solver's prototxt and the nets that it names.
    ///
    /// Without a `snapshot_prefix`, snapshots go next to the solver's file, under its name; if the
    /// prefix is a folder, they go into it. Throws if a file cannot be read, or unless exactly one
    /// train net is given.
    public init(path: String) throws {
        try self.init(SolverParameter.read(prototxt: path))
        if !parameter.hasSnapshotPrefix {
            parameter.snapshotPrefix = Self.withoutExtension(path)
            notes.append(
                "snapshot_prefix was not specified and is set to \(parameter.snapshotPrefix)"
            )
        } else if Folder.exists(parameter.snapshotPrefix) {
            let slash = parameter.snapshotPrefix.hasSuffix("/") ? "" : "/"
            let name = Self.withoutExtension(path).split(separator: "/").last ?? ""
            parameter.snapshotPrefix += slash + name
            notes.append(
                "snapshot_prefix was a directory and is replaced to \(parameter.snapshotPrefix)"
            )
        }
    }

    /// Takes the text of a solver, and reads the nets that it names.
    ///
    /// Throws if a net cannot be read, or unless exactly one train net is given.
    public init(_ text: Prototxt<SolverParameter>) throws {
        self.text = text
        var reader = Reader(text)
        train = try reader.train()
        tests = try reader.tests()
    }

    /// `file:line:column` of one of the settings, or the file alone if it lacks the field.
    func place(ofField field: String?) -> String {
        field.flatMap(text.position(ofField:))?.description ?? text.file
    }

    private static func withoutExtension(_ path: String) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
        return String(path[..<dot])
    }
}

/// Finds the nets of a solver by Caffe's rules.
private struct Reader {
    let text: Prototxt<SolverParameter>
    private var parameter: SolverParameter { text.message }
    private var path: String { text.file }
    private var files: [String: Prototxt<NetParameter>] = [:]

    init(_ text: Prototxt<SolverParameter>) {
        self.text = text
    }

    mutating func train() throws -> SolverFile.NetText {
        let given = [
            parameter.hasNet, parameter.hasNetParam, parameter.hasTrainNet,
            parameter.hasTrainNetParam,
        ].count { $0 }
        guard given == 1 else {
            throw EngineError(
                "\(path): exactly one of net, net_param, train_net, "
                    + "train_net_param must name the train net, found \(given)"
            )
        }
        var train =
            if parameter.hasTrainNetParam {
                inline(parameter.trainNetParam, "train_net_param")
            } else if parameter.hasTrainNet {
                try file(parameter.trainNet, "train_net")
            } else { try generic() }
        train.state = state(
            .train,
            train.text.message,
            parameter.hasTrainState ? parameter.trainState : nil
        )
        return train
    }

    /// Nets given for testing, in Caffe's order; the generic net fills up to the count of
    /// `test_iter`.
    mutating func tests() throws -> [SolverFile.NetText] {
        var tests = parameter.testNetParam.map { inline($0, "test_net_param") }
        tests += try parameter.testNet.map { try file($0, "test_net") }
        let wanted = parameter.testIter.count
        let isGeneric = parameter.hasNet || parameter.hasNetParam
        guard isGeneric ? wanted >= tests.count : wanted == tests.count else {
            throw EngineError(
                "\(path): give test_iter once per test net: found \(wanted) for "
                    + "\(tests.count) test nets"
            )
        }
        while tests.count < wanted { tests.append(try generic()) }
        guard parameter.testState.isEmpty || parameter.testState.count == tests.count else {
            throw EngineError(
                "\(path): give test_state once per test net or not at all: found "
                    + "\(parameter.testState.count) for \(tests.count) test nets"
            )
        }
        for index in tests.indices {
            let own = parameter.testState.isEmpty ? nil : parameter.testState[index]
            tests[index].state = state(.test, tests[index].text.message, own)
        }
        return tests
    }

    private mutating func generic() throws -> SolverFile.NetText {
        parameter.hasNetParam
            ? inline(parameter.netParam, "net_param") : try file(parameter.net, "net")
    }

    private func inline(_ net: NetParameter, _ field: String) -> SolverFile.NetText {
        SolverFile.NetText(text: text.net(net), state: NetState(), field: field)
    }

    /// Reads a net; if its file is missing, the error explains how the path is resolved, and where
    /// the file is.
    private func read(_ name: String, _ field: String) throws -> Prototxt<NetParameter> {
        do {
            return try NetParameter.read(prototxt: name)
        } catch var error as PrototxtError where error.isMissing && !name.isEmpty {
            if !name.hasPrefix("/") {
                error.what +=
                    "; \(field) in \(path) is relative to the working directory, \(Folder.working)"
            }
            error.what += Folder.question(about: name, beside: path)
            throw error
        }
    }

    private mutating func file(_ name: String, _ field: String) throws -> SolverFile.NetText {
        let net = try files[name] ?? read(name, field)
        files[name] = net
        return SolverFile.NetText(text: net, state: NetState(), field: field, file: name)
    }

    /// The phase, then the net's own state, then the solver's for this net; stages accumulate.
    private func state(_ phase: Phase, _ net: NetParameter, _ own: NetState?) -> NetState {
        var state = NetState()
        state.phase = phase
        for later in [net.hasState ? net.state : nil, own].compactMap({ $0 }) {
            if later.hasPhase { state.phase = later.phase }
            if later.hasLevel { state.level = later.level }
            state.stage += later.stage
        }
        return state
    }
}

extension Solver {
    /// Builds the nets of a solver's file and the solver over them.
    ///
    /// The nets share the context's device, workers, seed and clock. Throws whatever building them
    /// throws.
    public convenience init(
        _ file: SolverFile,
        context: NetContext,
        solvers: SolverCatalog = .builtIn,
        rates: RateCatalog = .builtIn
    ) throws {
        let log = context.log
        func build(_ net: SolverFile.NetText) throws -> Net {
            try Net(net.text, state: net.state, context: context)
        }
        for note in file.notes { log.info("upgrade_proto.cpp", note) }
        log.info(
            "solver.cpp",
            "Initializing solver from parameters: \n\(file.parameter.prototxt())"
        )
        let train = file.train
        let source = train.file.map { "from \(train.field) file: \($0)" }
        log.info(
            "solver.cpp",
            "Creating training net \(source ?? "specified in \(train.field).")"
        )
        let net = try build(train)
        let testNets = try file.tests.enumerated().map { index, text in
            let source = text.file.map { "\(text.field) file: \($0)" } ?? text.field
            log.info("solver.cpp", "Creating test net (#\(index)) specified by \(source)")
            return try build(text)
        }
        do {
            try self.init(
                file.parameter,
                net: net,
                testNets: testNets,
                log: log,
                solvers: solvers,
                rates: rates
            )
        } catch var error as EngineError where error.layer == nil && error.place == nil {
            error.place = file.place(ofField: error.field)
            throw error
        }
        log.info("solver.cpp", "Solver scaffolding done.")
    }
}

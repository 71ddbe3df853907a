public import CremaProto

/// A solver's prototxt with the texts of its nets: what training is built from.
public struct SolverFile {
    /// A net to build: its text, the state that decides on its layers, and where its layers stand in a file.
    public struct NetText {
        /// The text of the net.
        public var parameter: NetParameter
        /// The phase, level and stages.
        public var state: NetState
        /// `file:line:column` of a layer, or of a field of it.
        public var place: (_ layer: Int, _ field: String?) -> String?
    }

    /// The settings.
    public var parameter: SolverParameter
    /// The net that is trained.
    public var train: NetText
    /// The nets that are tested, in order.
    public var tests: [NetText]

    /// Reads a solver's prototxt and the nets that it names.
    ///
    /// Throws where a file cannot be read, or not exactly one train net is given.
    public init(path: String) throws {
        var parameter = try SolverParameter.read(prototxt: path).message
        if !parameter.hasSnapshotPrefix { parameter.snapshotPrefix = Self.withoutExtension(path) }
        try self.init(parameter, path: path)
    }

    /// Takes solver settings; `path` is where they come from, for errors and for files named beside it.
    public init(_ parameter: SolverParameter, path: String) throws {
        self.parameter = parameter
        var reader = Reader(parameter, path)
        train = try reader.train()
        tests = try reader.tests()
    }

    private static func withoutExtension(_ path: String) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
        return String(path[..<dot])
    }
}

/// Finds the nets of a solver by Caffe's rules.
private struct Reader {
    let parameter: SolverParameter
    let path: String
    private var files: [String: Prototxt<NetParameter>] = [:]

    init(_ parameter: SolverParameter, _ path: String) {
        self.parameter = parameter
        self.path = path
    }

    mutating func train() throws -> SolverFile.NetText {
        let given = [
            parameter.hasNet, parameter.hasNetParam, parameter.hasTrainNet,
            parameter.hasTrainNetParam,
        ].count { $0 }
        guard given == 1 else {
            throw EngineError(
                "\(path): exactly one of net, net_param, train_net, train_net_param names the train net, "
                    + "found \(given)"
            )
        }
        var text =
            if parameter.hasTrainNetParam {
                inline(parameter.trainNetParam)
            } else if parameter.hasTrainNet { try file(parameter.trainNet) } else { try generic() }
        text.state = state(
            .train,
            text.parameter,
            parameter.hasTrainState ? parameter.trainState : nil
        )
        return text
    }

    /// Nets given for testing, in Caffe's order; what `test_iter` asks for beyond them is the generic net.
    mutating func tests() throws -> [SolverFile.NetText] {
        var texts = parameter.testNetParam.map(inline)
        texts += try parameter.testNet.map { try file($0) }
        let wanted = parameter.testIter.count
        let isGeneric = parameter.hasNet || parameter.hasNetParam
        guard isGeneric ? wanted >= texts.count : wanted == texts.count else {
            throw EngineError(
                "\(path): test_iter is given once for each test net: found \(wanted) for \(texts.count) "
                    + "test nets"
            )
        }
        while texts.count < wanted { texts.append(try generic()) }
        guard parameter.testState.isEmpty || parameter.testState.count == texts.count else {
            throw EngineError(
                "\(path): test_state is given once for each test net or not at all: found "
                    + "\(parameter.testState.count) for \(texts.count) test nets"
            )
        }
        for index in texts.indices {
            let own = parameter.testState.isEmpty ? nil : parameter.testState[index]
            texts[index].state = state(.test, texts[index].parameter, own)
        }
        return texts
    }

    private mutating func generic() throws -> SolverFile.NetText {
        parameter.hasNetParam ? inline(parameter.netParam) : try file(parameter.net)
    }

    private func inline(_ net: NetParameter) -> SolverFile.NetText {
        let path = path
        return SolverFile.NetText(parameter: net, state: NetState(), place: { _, _ in path })
    }

    private mutating func file(_ name: String) throws -> SolverFile.NetText {
        let text = try files[name] ?? NetParameter.read(prototxt: name)
        files[name] = text
        return SolverFile.NetText(
            parameter: text.message,
            state: NetState(),
            place: { text.position(ofLayer: $0, field: $1)?.description }
        )
    }

    /// The phase, then the net's own state, then the solver's for this net; stages add up.
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
    /// The nets share the context's device, workers, seed and clock. Throws what building them throws.
    public convenience init(_ file: SolverFile, context: NetContext) throws {
        func build(_ text: SolverFile.NetText) throws -> Net {
            var own = context
            own.place = text.place
            return try Net(text.parameter, state: text.state, context: own)
        }
        context.log.info("solver.cpp", "Creating training net.")
        let train = try build(file.train)
        let tests = try file.tests.enumerated().map { index, text in
            context.log.info("solver.cpp", "Creating test net (#\(index)).")
            return try build(text)
        }
        try self.init(file.parameter, net: train, testNets: tests, log: context.log)
        context.log.info("solver.cpp", "Solver scaffolding done.")
    }
}

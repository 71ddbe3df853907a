extension Prototxt<SolverParameter> {
    /// The settings, and the nets in them, in their newest form.
    ///
    /// Caffe leaves these nets as they are, and so finds no layer in one of an older form. Throws
    /// `PrototxtError` where an old form has no newer one.
    func upgraded() throws -> Prototxt<SolverParameter> {
        var report = UpgradeReport()
        var upgraded = try upgraded(report: &report)
        do {
            try upgraded.message.upgradeNets(file: file)
        } catch var error as PrototxtError {
            error.position = error.layer.flatMap(position(ofLayerNamed:))
            throw error
        }
        return upgraded
    }

    /// One of the nets in the settings, with the positions of its layers in this text.
    ///
    /// A layer has none if its name is that of several layers, of other nets too.
    public func net(_ message: NetParameter) -> Prototxt<NetParameter> {
        let namesakes = Dictionary(grouping: layers) { $0.name }
        return Prototxt<NetParameter>(
            message: message,
            layers: layers.filter { namesakes[$0.name]?.count == 1 },
            fields: [:],
            source: source
        )
    }

    /// Line and column of the layer with that name; nil if the nets in the settings do not have it,
    /// or have several.
    private func position(ofLayerNamed name: String) -> SourcePosition? {
        let namesakes = layers.filter { $0.name == name }
        return namesakes.count == 1 ? position(at: namesakes[0].start) : nil
    }

    /// The settings with the solver's type as a string: `solver_type: NESTEROV` is `type:
    /// "Nesterov"`; with a report of what was done to them.
    ///
    /// Throws `PrototxtError` where both are given.
    public func upgraded(report: inout UpgradeReport) throws -> Prototxt<SolverParameter> {
        guard message.hasSolverType else { return self }
        report.forms.append(.solverType)
        guard !message.hasType else {
            throw PrototxtError(
                file: file,
                what: "\"type\" and the older \"solver_type\" are both given; keep \"type\""
            )
        }
        let types: [SolverParameter.SolverType: String] = [
            .sgd: "SGD", .nesterov: "Nesterov", .adagrad: "AdaGrad", .rmsprop: "RMSProp",
            .adadelta: "AdaDelta", .adam: "Adam",
        ]
        var upgraded = self
        upgraded.message.type = types[message.solverType] ?? "SGD"
        upgraded.message.clearSolverType()
        return upgraded
    }
}

extension SolverParameter {
    fileprivate mutating func upgradeNets(file: String) throws {
        if hasNetParam { netParam = try netParam.upgraded(file: file) }
        if hasTrainNetParam { trainNetParam = try trainNetParam.upgraded(file: file) }
        testNetParam = try testNetParam.map { try $0.upgraded(file: file) }
    }
}

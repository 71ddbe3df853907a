extension Prototxt<SolverParameter> {
    /// The settings with the solver's type as a string: `solver_type: NESTEROV` is `type:
    /// "Nesterov"`.
    ///
    /// Throws `PrototxtError` where both are given.
    func upgraded() throws -> Prototxt<SolverParameter> {
        var report = UpgradeReport()
        return try upgraded(report: &report)
    }

    /// The settings upgraded likewise, with a report of what was done to them.
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

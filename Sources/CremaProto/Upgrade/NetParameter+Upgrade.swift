extension NetParameter {
    /// The net in the newest form: layers as `layer`, inputs as a layer.
    ///
    /// Throws `PrototxtError` without a place where an old form has no newer one.
    func upgraded(file: String) throws -> NetParameter {
        var report = UpgradeReport()
        return try upgraded(file: file, report: &report)
    }

    /// The net in the newest form, with a report of what was done to it.
    ///
    /// Throws as above.
    public func upgraded(file: String, report: inout UpgradeReport) throws -> NetParameter {
        guard layer.isEmpty || layers.isEmpty else {
            throw PrototxtError(
                file: file,
                what:
                    "the net has both \"layer\" and the older \"layers\"; write all of them as "
                    + "\"layer\""
            )
        }
        var net = self
        if layers.contains(where: \.hasLayer) {
            report.forms.append(.v0Layers)
            report.droppedFields += V0DroppedFields.sentences(about: layers)
            net.layers = try V0Upgrade.layers(layers, file: file)
        }
        if net.layers.contains(where: DataTransformUpgrade.concerns) {
            report.forms.append(.dataTransforms)
        }
        if !layers.isEmpty { report.forms.append(.v1Layers) }
        net.layer += net.layers.map { V1Upgrade.layer(DataTransformUpgrade.layer($0)) }
        net.layers = []
        if !input.isEmpty { report.forms.append(.inputs) }
        try InputUpgrade.apply(to: &net, file: file)
        if net.layer.contains(where: BatchNormUpgrade.concerns) { report.forms.append(.batchNorms) }
        BatchNormUpgrade.apply(to: &net)
        return net
    }
}

extension Prototxt<NetParameter> {
    /// The net upgraded; errors about a layer get its place in the text.
    func upgraded() throws -> Prototxt<NetParameter> {
        var report = UpgradeReport()
        return try upgraded(report: &report)
    }

    /// The net upgraded in the same way, with a report of what was changed.
    public func upgraded(report: inout UpgradeReport) throws -> Prototxt<NetParameter> {
        var upgraded = self
        do {
            upgraded.message = try message.upgraded(file: file, report: &report)
        } catch var error as PrototxtError {
            let place = layers.first { $0.name == error.layer && $0.name != nil }
            error.position = place.map { position(at: $0.start) }
            throw error
        }
        return upgraded
    }
}

extension NetParameter {
    /// The net in the newest form: layers as `layer`, inputs as a layer.
    ///
    /// Throws `PrototxtError` without a place where an old form has no newer one.
    func upgraded(file: String) throws -> NetParameter {
        guard layer.isEmpty || layers.isEmpty else {
            throw PrototxtError(
                file: file,
                what:
                    "the net has both \"layer\" and the older \"layers\"; write all of them as \"layer\""
            )
        }
        var net = self
        if layers.contains(where: \.hasLayer) {
            net.layers = try V0Upgrade.layers(layers, file: file)
        }
        net.layer += net.layers.map { V1Upgrade.layer(DataTransformUpgrade.layer($0)) }
        net.layers = []
        try InputUpgrade.apply(to: &net, file: file)
        BatchNormUpgrade.apply(to: &net)
        return net
    }
}

extension Prototxt<NetParameter> {
    /// The net upgraded; errors about a layer get its place in the text.
    func upgraded() throws -> Prototxt<NetParameter> {
        var upgraded = self
        do {
            upgraded.message = try message.upgraded(file: file)
        } catch var error as PrototxtError {
            let place = layers.first { $0.name == error.layer && $0.name != nil }
            error.position = place.map { position(at: $0.start) }
            throw error
        }
        return upgraded
    }
}

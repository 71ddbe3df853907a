/// The three parameters of a BatchNorm are statistics: old files that give them multipliers get
/// zeros.
enum BatchNormUpgrade {
    /// Whether the layer is such a one.
    static func concerns(_ layer: LayerParameter) -> Bool {
        layer.type == "BatchNorm" && layer.param.count == 3
    }

    static func apply(to net: inout NetParameter) {
        for index in net.layer.indices where concerns(net.layer[index]) {
            for spec in net.layer[index].param.indices {
                net.layer[index].param[spec].lrMult = 0
                net.layer[index].param[spec].decayMult = 0
            }
        }
    }
}

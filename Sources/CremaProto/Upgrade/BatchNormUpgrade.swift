/// The three parameters of a BatchNorm are statistics: old files that give them multipliers get
/// zeros.
enum BatchNormUpgrade {
    static func apply(to net: inout NetParameter) {
        for index in net.layer.indices
        where net.layer[index].type == "BatchNorm" && net.layer[index].param.count == 3 {
            for spec in net.layer[index].param.indices {
                net.layer[index].param[spec].lrMult = 0
                net.layer[index].param[spec].decayMult = 0
            }
        }
    }
}

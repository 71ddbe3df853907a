public import CremaProto

extension Prototxt<NetParameter> {
    /// The net for fine-tuning on another data set, as a prototxt.
    ///
    /// The layers that make the scores are called `<name>_retrain`, so that their weights start
    /// anew, and get as many outputs as the other data set has targets. All other layers keep their
    /// names, by which they take the weights of a snapshot.
    public func retraining() -> String {
        var net = message
        for index in net.layer.indices where hasReadScores(index) {
            net.layer[index].name += "_retrain"
            if net.layer[index].type == "Convolution" {
                net.layer[index].convolutionParam.clearNumOutput()
            } else {
                net.layer[index].innerProductParam.clearNumOutput()
            }
        }
        return net.prototxt()
    }

    /// Whether a layer makes scores that something reads; features that nothing reads stay.
    private func hasReadScores(_ index: Int) -> Bool {
        guard let top = message.layer[index].top.first else { return false }
        return isOutput(index) && !readers(of: top, after: index).isEmpty
    }
}

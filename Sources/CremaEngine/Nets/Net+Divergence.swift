/// What is said where training has left the numbers.
extension Net {
    private static let advice = "lower the learning rate (base_lr), or look at what the data holds"

    /// Why a loss is not a number: the first layer that produced such a value, and what to do.
    func divergence(iteration: Int, loss: Float) -> EngineError {
        for node in nodes {
            for (name, top) in zip(node.topNames, node.tops) {
                let values = top.data.read()
                guard let index = values.firstIndex(where: { !$0.isFinite }) else { continue }
                return error(
                    of: node,
                    "iteration \(iteration): the top \"\(name)\" holds \(values[index]) at element "
                        + "\(index) of shape \(top.shape), the first in the net; \(Self.advice)"
                )
            }
        }
        return EngineError("iteration \(iteration): the loss is \(loss); \(Self.advice)")
    }

    /// What is wrong with a parameter that an update has left without numbers.
    func divergence(ofParameter number: Int, _ iteration: Int) -> EngineError {
        let parameter = parameters[number]
        return error(
            of: nodes[parameter.layer],
            "iteration \(iteration): the update leaves parameter \(parameter.index) of shape "
                + "\(parameter.blob.shape) with values that are not numbers; \(Self.advice)"
        )
    }

    private func error(of node: Node, _ message: String) -> EngineError {
        var error = EngineError(layer: node.layer.name, message)
        error.place = place(ofLayer: node.origin)
        return error
    }
}

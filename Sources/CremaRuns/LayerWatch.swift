import CremaEngine
import CremaEvents
import CremaProto

/// Reports the norms of each layer while a net trains, and names layers that are dying or
/// exploding.
final class LayerWatch {
    private let host: RunHost
    private let restPerCost: Int
    /// When the next row may be taken.
    private var rest = ContinuousClock.now
    private var rows: [String: [JobEvent.LayerRow.Layer]] = [:]
    private var reported: Set<String> = []

    /// In how many rows in a row a layer must be in trouble before it is named.
    private static let patience = 3

    /// After each row it rests so many times as long as the row took, so that by default rows cost
    /// at most half a percent of the time.
    init(reportingTo host: RunHost, restPerCost: Int = 200) {
        (self.host, self.restPerCost) = (host, restPerCost)
    }

    /// Takes a row at each displayed iteration of a solver, between gradients and update.
    func begin(on solver: Solver) {
        let interval = Int(solver.parameter.display)
        guard interval > 0 else { return }
        solver.callbacks.append(
            (
                onStart: {},
                onGradientsReady: { [self, unowned solver] in
                    guard solver.iteration % interval == 0 else { return }
                    takeRow(of: solver)
                }
            )
        )
    }

    private func takeRow(of solver: Solver) {
        let start = ContinuousClock.now
        guard start >= rest else { return }
        let layers = solver.net.layerNorms().map { norms in
            JobEvent.LayerRow.Layer(
                name: norms.layer.shown,
                weights: norms.weights,
                gradients: norms.gradients,
                zeros: norms.zeros
            )
        }
        host.report(.layers(.init(iteration: solver.iteration, layers: layers)))
        for layer in layers { judge(layer, solver.iteration) }
        let end = ContinuousClock.now
        rest = end + (end - start) * restPerCost
    }

    private func judge(_ layer: JobEvent.LayerRow.Layer, _ iteration: Int) {
        var last = rows[layer.name, default: []]
        last.append(layer)
        rows[layer.name] = last.suffix(Self.patience + 1)
        guard !reported.contains(layer.name),
            let trouble = Self.trouble(in: last.suffix(Self.patience + 1))
        else { return }
        reported.insert(layer.name)
        host.report(.notice(trouble.notice(of: layer.name, iteration)))
    }

    /// What is wrong with a layer.
    enum Trouble: Equatable {
        case dead, exploding, notFinite
    }

    /// What is wrong with a layer by its last rows; nil if nothing is.
    static func trouble(in rows: ArraySlice<JobEvent.LayerRow.Layer>) -> Trouble? {
        guard let last = rows.last else { return nil }
        if [last.weights, last.gradients].contains(where: { $0?.isFinite == false }) {
            return .notFinite
        }
        let recent = rows.suffix(patience)
        if recent.count == patience, recent.allSatisfy({ $0.zeros ?? 0 >= 0.9999 }) { return .dead }
        let norms = rows.suffix(patience + 1).compactMap(\.weights)
        let isGrowing = zip(norms, norms.dropFirst()).allSatisfy { $0 > 0 && $1 > 2 * $0 }
        return norms.count == patience + 1 && isGrowing ? .exploding : nil
    }
}

extension LayerWatch.Trouble {
    /// What happened to a layer, and what to do about it.
    fileprivate func notice(of layer: String, _ iteration: Int) -> JobEvent.Notice {
        let values: [String: any PhraseArgument] = ["layer": layer, "iteration": iteration]
        let advice = Phrase.described(
            "notice.lower_rate",
            english: "Lower the learning rate, or look at what the data holds."
        )
        switch self {
        case .dead:
            return .init(
                title: .described(
                    "notice.dead_layer",
                    english: "Layer “\(layer)” has died",
                    values
                ),
                message: .described(
                    "notice.dead_layer_why",
                    english: "At iteration \(iteration) and before, all its outputs were 0, so "
                        + "that no gradient passes it and the layers before it learn nothing more. "
                        + "Train again with a lower learning rate, with the weight_filler “msra”, "
                        + "or with a negative_slope of 0.1 in this layer.",
                    values
                )
            )
        case .exploding:
            return .init(
                title: .described(
                    "notice.exploding_layer",
                    english: "The weights of layer “\(layer)” explode",
                    values
                ),
                message: .described(
                    "notice.exploding_layer_why",
                    english: "Their norm has doubled again and again until iteration \(iteration). "
                        + advice.english,
                    values.merging(["advice": advice]) { $1 }
                )
            )
        case .notFinite:
            return .init(
                title: .described(
                    "notice.not_finite",
                    english: "Layer “\(layer)” does not compute numbers any more",
                    values
                ),
                message: .described(
                    "notice.not_finite_why",
                    english: "At iteration \(iteration), its weights or their gradients are not "
                        + "numbers (NaN or infinite). " + advice.english,
                    values.merging(["advice": advice]) { $1 }
                ),
                level: .danger
            )
        }
    }
}

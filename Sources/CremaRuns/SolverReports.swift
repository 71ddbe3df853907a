import CremaEngine
import CremaEvents
import CremaProto

extension Solver.Observer {
    /// An observer that forwards the solver's reports to a host.
    init(of solver: Solver, reportingTo host: RunHost) {
        self.init()
        let total = Int(solver.parameter.maxIter)
        let report = { (event: JobEvent, iteration: Int) in
            host.report(event)
            host.report(.progress(task: "train", done: iteration, total: total))
        }
        let images = solver.net.batchSize.multipliedSaturated(
            by: Int(solver.parameter.iterSize)
        )
        onStep = { iteration, loss in
            host.progress(
                RunProgress(
                    task: "train",
                    done: iteration,
                    total: total,
                    images: images,
                    loss: loss
                )
            )
        }
        onDisplay = { iteration, _, outputs, rate, speed in
            let row = JobEvent.TrainRow(
                iteration: iteration,
                outputs: Self.values(outputs),
                learningRate: rate,
                speed: speed
            )
            report(.train(row), iteration)
        }
        onTest = { iteration, net, outputs in
            let values = Self.values(outputs)
            report(.test(.init(iteration: iteration, net: net, outputs: values)), iteration)
        }
        onSnapshot = { iteration, model in
            let name = model.split(separator: "/").last.map(String.init) ?? model
            report(.snapshot(iteration: iteration, file: name), iteration)
        }
    }

    /// The outputs by name; those of a blob with several numbers have their index in the name.
    static func values(_ outputs: [Solver.Output]) -> [String: Float] {
        var values: [String: Float] = [:]
        for (name, group) in Dictionary(grouping: outputs, by: \.name.shown) {
            for (index, output) in group.enumerated() {
                values[group.count == 1 ? name : "\(name)[\(index)]"] = output.value
            }
        }
        return values
    }
}

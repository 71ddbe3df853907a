import CremaEngine
import CremaProto

/// Times whole training steps of LeNet (forward, backward, update) on random images, and
/// prints images per second.
///
/// `LeNetSteps [STEPS] [BATCH] [WORKERS]`
@main
enum LeNetSteps {
    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap(Int.init)
        let steps = numbers.first ?? 200
        let batch = numbers.dropFirst().first ?? 64
        let workers = numbers.dropFirst(2).first
        let solver = try makeSolver(batch: batch, workers: workers)
        try solver.step(20)
        let start = ContinuousClock.now
        try solver.step(steps)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(
            "\(Int(Double(steps * batch) / seconds)) img/s, "
                + "\(seconds / Double(steps) * 1000) ms per step"
        )
    }

    private static func makeSolver(batch: Int, workers: Int?) throws -> Solver {
        let settings = try SolverParameter.read(text: solverText(batch: batch), file: "LeNetSteps")
        let context = try NetContext(workers: workers.map { WorkerPool(count: $0) })
        let solver = try Solver(SolverFile(settings), context: context)
        var number: UInt32 = 1
        func next() -> UInt32 {
            number = number &* 1_664_525 &+ 1_013_904_223
            return number >> 8
        }
        let images = solver.net.blob("data")!.data.write()
        for index in images.indices { images[index] = Float(next() % 256) / 256 }
        let labels = solver.net.blob("label")!.data.write()
        for index in labels.indices { labels[index] = Float(next() % 10) }
        return solver
    }

    private static func solverText(batch: Int) -> String {
        let rates = "param { lr_mult: 1 } param { lr_mult: 2 }"
        let filler = #"weight_filler { type: "xavier" }"#
        return """
            type: "SGD" base_lr: 0.01 lr_policy: "inv" gamma: 0.0001 power: 0.75 momentum: 0.9
            weight_decay: 0.0005 max_iter: 1000000 random_seed: 1 snapshot_after_train: false
            net_param {
              name: "LeNet"
              layer { name: "in" type: "Input" top: "data" top: "label"
                input_param { shape { dim: \(batch) dim: 1 dim: 28 dim: 28 } shape { dim: \(batch) } } }
              layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" \(rates)
                convolution_param { num_output: 20 kernel_size: 5 \(filler) } }
              layer { name: "pool1" type: "Pooling" bottom: "conv1" top: "pool1"
                pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
              layer { name: "conv2" type: "Convolution" bottom: "pool1" top: "conv2" \(rates)
                convolution_param { num_output: 50 kernel_size: 5 \(filler) } }
              layer { name: "pool2" type: "Pooling" bottom: "conv2" top: "pool2"
                pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
              layer { name: "ip1" type: "InnerProduct" bottom: "pool2" top: "ip1" \(rates)
                inner_product_param { num_output: 500 \(filler) } }
              layer { name: "relu1" type: "ReLU" bottom: "ip1" top: "ip1" }
              layer { name: "ip2" type: "InnerProduct" bottom: "ip1" top: "ip2" \(rates)
                inner_product_param { num_output: 10 \(filler) } }
              layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip2" bottom: "label" top: "loss" }
            }
            """
    }
}

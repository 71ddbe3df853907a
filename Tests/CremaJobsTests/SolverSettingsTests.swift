import CremaEngine
import CremaJobs
import CremaProto
import Testing

@Suite struct SolverSettingsTests {
    private let amounts = SolverSettings.Amounts(
        trainImages: 60_000,
        trainBatch: 64,
        valImages: 10_000,
        valBatch: 32
    )

    private func solver(_ form: [String: String]) throws -> SolverParameter {
        let settings = try SolverSettings(form: form)
        let text = settings.solver(amounts, folder: "/jobs/m")
        return try SolverParameter.read(text: text, file: "solver.prototxt").message
    }

    @Test func `turns epochs into iterations`() throws {
        let solver = try solver(["train_epochs": "3"])
        #expect(solver.net == "/jobs/m/train_val.prototxt")
        #expect(solver.snapshotPrefix == "/jobs/m/snapshot")
        #expect(solver.maxIter == 3 * 938)
        #expect((solver.testIter, solver.testInterval) == ([313], 938))
        #expect(solver.snapshot == 938)
        #expect(solver.display == 79)
        #expect((solver.lrPolicy, solver.stepsize, solver.gamma) == ("step", 929, 0.1))
        #expect((solver.type, solver.baseLr, solver.momentum) == ("SGD", 0.01, 0.9))
        #expect(solver.weightDecay == 0.0005)
    }

    @Test(arguments: [
        ("0", 0), ("0.0001", 1), ("0.5", 469), ("1.5", 1407), ("3", 0), ("99", 0),
    ])
    func `a snapshot interval is cut to whole iterations`(epochs: String, expected: Int32) throws {
        let solver = try solver(["train_epochs": "3", "snapshot_interval": epochs])
        #expect(solver.snapshot == expected)
    }

    @Test func `validation can be left out, or come at the end alone`() throws {
        let none = try solver(["val_interval": "0"])
        #expect(none.testIter.isEmpty && none.testInterval == 0)
        let late = try solver(["train_epochs": "2", "val_interval": "5"])
        #expect(late.testInterval == late.maxIter)
    }

    @Test func `scales every policy to the length of the training`() throws {
        // 100 epochs of one iteration each, so that a percent is one iteration ...
        let settings = ["train_epochs": "100"]
        let one = SolverSettings.Amounts(
            trainImages: 10,
            trainBatch: 10,
            valImages: 0,
            valBatch: nil
        )
        // ... and of ten, so that it is ten.
        let ten = SolverSettings.Amounts(
            trainImages: 100,
            trainBatch: 10,
            valImages: 0,
            valBatch: nil
        )
        func read(_ policy: [String: String], _ amounts: SolverSettings.Amounts) throws
            -> SolverParameter
        {
            let form = settings.merging(policy) { $1 }
            let text = try SolverSettings(form: form).solver(amounts, folder: "/m")
            return try SolverParameter.read(text: text, file: "s").message
        }
        #expect(try read(["lr_policy": "multistep"], ten).stepvalue == [500, 850])
        #expect(try read(["lr_policy": "exp"], one).gamma == 0.95)
        let exponential = try read(["lr_policy": "exp"], ten)
        #expect(abs(exponential.gamma - 0.994884) < 1e-6)
        #expect(try read(["lr_policy": "inv"], ten).gamma == 0.01)
        #expect(try read(["lr_policy": "poly"], ten).power == 3)
        #expect(try read(["lr_policy": "fixed"], ten).hasGamma == false)
    }

    @Test(arguments: RateCatalog.builtIn.names, [(30, 60_000), (3, 1000), (1, 64), (100, 6400)])
    func `every policy trains, at the rate that its curve shows`(
        policy: String,
        amounts: (epochs: Int, images: Int)
    ) throws {
        let settings = try SolverSettings(form: [
            "lr_policy": policy, "train_epochs": "\(amounts.epochs)",
        ])
        let text = settings.solver(
            .init(trainImages: amounts.images, trainBatch: 64, valImages: 0, valBatch: nil),
            folder: "/m"
        )
        let solver = try SolverParameter.read(text: text, file: "solver.prototxt").message
        let engine = try LearningRatePolicy(solver)
        // Each of three steps falls on a whole iteration, and a sigmoid falls in steps of its own.
        let late = policy == "step" ? 3 : 1
        let tolerance = policy == "sigmoid" ? 1.015 / Double(solver.gamma).squareRoot() : 1.015
        var steps = 0
        for iteration in 0..<Int(solver.maxIter) {
            let moment = engine.rate(iteration: iteration, taken: steps)
            steps = moment.steps
            let rate = Double(moment.rate)
            let around = (-late...1).map {
                let percent = Double(iteration + $0) * 100 / Double(solver.maxIter)
                return settings.baseRate
                    * settings.policy.factor(atPercent: min(100, max(0, percent)))
            }
            #expect(rate >= around.min()! / tolerance - 1e-12)
            #expect(rate <= around.max()! * tolerance + 1e-12)
        }
    }

    @Test func `a sigmoid becomes steps that Caffe supports, with the reason in the file`() throws {
        let settings = try SolverSettings(form: ["lr_policy": "sigmoid", "train_epochs": "10"])
        let text = settings.solver(amounts, folder: "/m")
        #expect(text.hasPrefix("# The rate falls as the sigmoid 1 / (1 + e^(0.1 * (p - 50.0)))"))
        let solver = try SolverParameter.read(text: text, file: "s").message
        #expect(solver.lrPolicy == "multistep")
        #expect(solver.gamma > 0.95 && solver.gamma < 1)
        #expect(zip(solver.stepvalue, solver.stepvalue.dropFirst()).allSatisfy { $0 < $1 })
        #expect((100...1000).contains(solver.stepvalue.count))
    }

    @Test(arguments: [("0.001", "1"), ("1000", "50"), ("5", "100"), ("0.1", "0.01")])
    func `the engine accepts a sigmoid of any form`(gamma: String, step: String) throws {
        let settings = try SolverSettings(form: [
            "lr_policy": "sigmoid", "lr_sigmoid_gamma": gamma, "lr_sigmoid_step": step,
        ])
        let solver = try SolverParameter.read(
            text: settings.solver(amounts, folder: "/m"),
            file: "s"
        ).message
        #expect(throws: Never.self) { try LearningRatePolicy(solver) }
        #expect(solver.stepvalue.count <= 1001)
        #expect(solver.baseLr > 0 && solver.gamma >= 0)
    }

    @Test func `solvers that refuse a momentum do not get one`() throws {
        let adaGrad = try solver(["solver_type": "adagrad"])
        #expect((adaGrad.type, adaGrad.hasMomentum) == ("AdaGrad", false))
        let rms = try solver(["solver_type": "RMSProp"])
        #expect((rms.type, rms.rmsDecay, rms.hasMomentum) == ("RMSProp", 0.99, false))
    }

    @Test func `every wrong field is reported`() throws {
        let error = #expect(throws: FormErrors.self) {
            _ = try SolverSettings(form: [
                "train_epochs": "0", "learning_rate": "fast", "solver_type": "Sgdd",
                "lr_policy": "multistep", "lr_multistep_values": "85,50", "val_interval": "-1",
            ])
        }
        #expect(
            error?.fields == [
                "train_epochs": ["\"0\" is not a whole number from 1 to 1000000."],
                "learning_rate": ["\"fast\" is not a number above 0."],
                "solver_type": [
                    "\"Sgdd\" is not one of SGD, Nesterov, AdaGrad, RMSProp, AdaDelta, Adam."
                ],
                "lr_multistep_values": [
                    "\"85,50\" is not a list of increasing numbers, such as \"50,85\"."
                ],
                "val_interval": ["\"-1\" is not a number of at least 0."],
            ]
        )
    }

    @Test func `rates follow their formulas`() throws {
        func factor(_ form: [String: String], at percent: Double) throws -> Double {
            try SolverSettings(form: form).policy.factor(atPercent: percent)
        }
        let halves = ["lr_policy": "step", "lr_step_size": "50", "lr_step_gamma": "0.5"]
        #expect(RatePolicy().factor(atPercent: 32) == 1)
        #expect(try factor(halves, at: 50) == 0.5)
        #expect(try factor(["lr_policy": "multistep"], at: 90) == 0.25)
        #expect(try factor(["lr_policy": "poly", "lr_poly_power": "2"], at: 50) == 0.25)
        #expect(try factor(["lr_policy": "sigmoid"], at: 50) == 0.5)
        #expect(try factor(["lr_policy": "sigmoid"], at: 90) < 0.02)
    }
}

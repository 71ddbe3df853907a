import CremaEngine
import CremaProto

extension SolverSettings: OptionSettings {
    /// How training goes, in the order in which forms have it.
    public static let groups = [
        SettingGroup(intervals), SettingGroup(steps), SettingGroup(stopping),
        SettingGroup(solver), SettingGroup(rate),
    ]

    /// How long, and what is done meanwhile.
    static let intervals: [Setting<SolverSettings>] = [
        Setting(
            OptionDescription(
                "train_epochs",
                .integer(1...1_000_000),
                unit: "epochs",
                label: "Training epochs",
                help: "How many times training goes through all training images. Raise it if the "
                    + "validation accuracy is still rising at the end."
            ),
            \.epochs
        ),
        Setting(
            OptionDescription(
                "snapshot_interval",
                .number(.from(0)),
                unit: "epochs",
                label: "Snapshot interval",
                help: "How often the weights are saved, to classify with or to continue from. 0 "
                    + "saves them at the end only."
            ),
            \.snapshotInterval
        ),
        Setting(
            OptionDescription(
                "val_interval",
                .number(.from(0)),
                unit: "epochs",
                label: "Validation interval",
                help: "How often the accuracy on the validation images is measured. 0 never "
                    + "measures it, which saves time."
            ),
            \.valInterval
        ),
    ]

    /// What a step is made of.
    static let steps: [Setting<SolverSettings>] = [
        Setting(
            OptionDescription(
                "batch_accumulation",
                .integer(1...1_000_000),
                unit: "batches",
                label: "Batch accumulation",
                help: "How many batches' gradients are added up for one step. It has the effect of "
                    + "a larger batch without needing its memory."
            ),
            \.batchAccumulation
        ),
        Setting(
            OptionDescription(
                "random_seed",
                .integer(0...Int(Int32.max)),
                label: "Random seed",
                help: "With the same seed, training starts from the same weights and takes the "
                    + "same course. If empty, each training differs.",
                placeholder: "random"
            ),
            \.randomSeed
        ),
    ]

    /// When it ends before its last epoch.
    static let stopping: [Setting<SolverSettings>] = [
        Setting(
            OptionDescription(
                "early_stopping",
                .choice([
                    .init("off", "Off"), .init("accuracy", "By the accuracy"),
                    .init("loss", "By the loss"),
                ]),
                label: "Early stopping",
                help: "Ends the training when the validations do not improve any more. It can be "
                    + "trained further afterwards. Without an accuracy, the loss decides."
            ),
            \.earlyStopping
        ),
        Setting(
            OptionDescription(
                "patience",
                .integer(1...1_000_000),
                unit: "validations",
                label: "Patience",
                help: "After how many validations in a row without an improvement training ends.",
                shownWhere: .init("early_stopping", is: "accuracy", "loss")
            ),
            \.patience
        ),
        Setting(
            OptionDescription(
                "min_improvement",
                .number(.from(0)),
                label: "Minimum improvement",
                help: "By how much the accuracy (0 to 1) or the loss must be better than the best "
                    + "before. 0 counts every improvement.",
                shownWhere: .init("early_stopping", is: "accuracy", "loss")
            ),
            \.minImprovement
        ),
    ]

    /// The field of the rate that the policy starts from.
    static let baseRateName = "learning_rate"

    /// The solver.
    static let solver: [Setting<SolverSettings>] =
        [
            Setting(
                solvers.choice,
                read: { .text($0.rule.name) },
                write: { $0.rule = solvers.rule(named: $1.text) ?? solvers.standard }
            ),
            Setting(
                OptionDescription(
                    baseRateName,
                    .number(.above(0)),
                    label: "Base learning rate",
                    help: "How large the steps are at first. Divide it by ten if the loss jumps or "
                        + "becomes NaN; raise it if the loss hardly falls."
                ),
                \.baseRate
            ),
        ]
        + solvers.rules.flatMap { $0.options }.map { option in
            Setting(
                option,
                read: { $0.ruleValues[option] },
                write: { $0.ruleValues[option] = $1 }
            )
        }

    /// How the learning rate falls.
    static let rate: [Setting<SolverSettings>] =
        [
            Setting(
                rates.choice,
                read: { .text($0.policy.rule.name) },
                write: { $0.policy.rule = rates.rule(named: $1.text) ?? rates.standard }
            )
        ]
        + rates.rules.flatMap { $0.options }.map { option in
            Setting(
                option,
                read: { $0.policy.values[option] },
                write: { $0.policy.values[option] = $1 }
            )
        }

    private static let solvers = SolverCatalog.builtIn
    private static let rates = RateCatalog.builtIn
}

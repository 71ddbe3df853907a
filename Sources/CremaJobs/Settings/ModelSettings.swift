import CremaProto

/// What a model is made of and how it is trained: the settings of its job.
public struct ModelSettings: OptionSettings, Equatable {
    /// Where a model's network comes from.
    public enum Method: String, Sendable, OptionConvertible {
        /// One of the networks that come with Crema.
        case standard
        /// That of another model, with one of its snapshots.
        case previous
        /// That of a pretrained model, with its weights.
        case pretrained
        /// The text in the editor.
        case custom
    }

    /// Which solver states are kept.
    public enum SolverStates: String, Sendable, OptionConvertible {
        /// That of the last snapshot.
        case last
        /// That of each snapshot.
        case all
    }

    /// The file with the model's layers in Python.
    public struct LayerFile: Sendable, Equatable {
        /// Whether the browser sends it; else it is a file of this machine.
        public var isFromClient = false
        /// Its path on this machine.
        public var serverPath = ""
        /// What stands for a file that the browser sent before.
        public var clientKey = ""
        /// What that was called.
        public var clientName = ""

        /// No file.
        public init() {}
    }

    /// The name of its task.
    public var taskName = ImageTaskCatalog.all[0].about.name
    /// The name that its maker gave it.
    public var name = ""
    /// The id of the data set that it learns from.
    public var dataset = ""
    /// Where its network comes from.
    public var method = Method.standard
    /// The standard network that it is, by its id.
    public var standardNetwork = ""
    /// The model that it continues from, by its id.
    public var previousNetwork = ""
    /// The snapshot of that model: an epoch, `best`, `last`; 0 for none.
    public var previousSnapshot = ""
    /// The pretrained model that it starts from, by its id.
    public var pretrainedNetwork = ""
    /// The path of weights for the network in the editor.
    public var customWeights = ""
    /// Its layers in Python.
    public var layerFile = LayerFile()
    /// How it is trained.
    public var solver = SolverSettings()
    /// Which solver states are kept.
    public var solverStates = SolverStates.last
    /// How many of the last snapshots are kept besides the best; nil for all.
    public var snapshotsKept: Int?
    /// How images come into its nets.
    public var images = NetworkOptions()
    /// The id of the model that this one repeats with other validation images.
    public var pair: String?

    /// Settings with every default.
    public init() {}

    /// What it learns to predict.
    public var task: any ImageTask {
        ImageTaskCatalog.named(taskName) ?? ImageTaskCatalog.all[0]
    }

    /// A model of a task, otherwise with every default.
    public init(of task: any ImageTask) { taskName = task.about.name }

    /// A model of a data set, otherwise with every default.
    public init(name: String, dataset: String = "") {
        self.name = name
        self.dataset = dataset
    }

    /// The options, in the order of the form.
    public static let groups: [SettingGroup<ModelSettings>] = [
        SettingGroup(sources),
        SettingGroup(
            SolverSettings.intervals.map { $0.within(\.solver) } + [kept, states]
                + NetworkOptions.batch.map { $0.within(\.images) }
                + SolverSettings.steps.map { $0.within(\.solver) }
                + NetworkOptions.images.map { $0.within(\.images) }
        ),
        SettingGroup(SolverSettings.stopping.map { $0.within(\.solver) }),
        SettingGroup(SolverSettings.solver.map { $0.within(\.solver) }, isParted: true),
        SettingGroup(SolverSettings.rate.map { $0.within(\.solver) }),
    ]

    private static let kept = Setting<ModelSettings>(
        OptionDescription(
            "snapshots_kept",
            .integer(1...1_000_000),
            unit: "snapshots",
            label: "Last snapshots kept",
            help: "How many of the last snapshots are kept; that with the best validation is kept "
                + "as well, the others are removed. If empty, all are kept.",
            placeholder: "all"
        ),
        \.snapshotsKept
    )

    private static let states = Setting<ModelSettings>(
        OptionDescription(
            "solver_states",
            .choice([.init("last", "Keep the last"), .init("all", "Keep all")]),
            label: "Solver states",
            help: "What crema train -snapshot continues from; each is at least as large as the "
                + "weights. Keep all to be able to continue from any snapshot."
        ),
        \.solverStates
    )
}

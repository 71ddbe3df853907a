extension EnglishWords {
    /// What a network costs before it is trained.
    static let costs = """
        cost.title = What it costs
        cost.layers = Layer by layer
        cost.layer = Layer
        cost.type = Type
        cost.shape = Shape
        cost.parameters = Parameters
        cost.memory = Memory
        cost.operations = Multiply-adds
        cost.summary = {{memory}} of memory with a batch of {{batch}} ({{free}} are free), {{parameters}} parameters, {{operations}} multiply-adds per image.
        cost.time = An epoch takes about {{epoch}} on this machine, {{count}} epochs about {{all}}.
        cost.time.one = The epoch takes about {{epoch}} on this machine.
        cost.busy = The time is measured when no job is running.
        cost.unknown = The cost of this network is not known before its training.
        cost.entries = The cost is shown when all entries of the form can be read.
        cost.no_dataset = Choose a data set that is done to see what the network costs.
        cost.does_not_fit = Training needs {{memory}} of memory, and {{free}} are free. The largest batch size that fits is {{fitting}}.
        cost.batch_too_large = Training needs far more memory than the {{free}} that are free. The largest batch size that fits is {{fitting}}.
        cost.never_fits = Training does not fit into the {{free}} of memory that are free, not even with a batch size of 1. Choose a smaller network or smaller images.
        script.measuring = Measuring the time of an epoch …
        """
}

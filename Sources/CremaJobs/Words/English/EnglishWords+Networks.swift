extension EnglishWords {
    /// Where the network and the weights of a new model come from.
    static let networks = """
        network.takes_any = It takes images of at least {{least}} x {{least}}, grey or colour.
        network.takes_grey = It takes grey images of at least {{least}} x {{least}}.
        network.takes_colour = It takes colour images of at least {{least}} x {{least}}.
        form.network_size = {{network}} cannot take images of {{width}} x {{height}} in {{colours}}. {{takes}} Choose another data set, or build this one with larger images.
        form.network_size_but = {{network}} cannot take images of {{width}} x {{height}} in {{colours}}. {{takes}} These networks can take them: {{others}}.
        form.sweep_limit = The lists of this form make {{count}} models; at most {{limit}} are made at once. Shorten a list.
        new_model.sweep_note = Every number may be several, separated by commas, such as 0.01, 0.001: each combination is trained as a model of its own.
        new_model.rate_curve = The learning rate over the training
        script.training_axis = Training (%)
        fixed.no_pretrained = there are no pretrained models; choose a previous network, or give weights for a custom one
        form.choose_previous = Choose a model to continue from.
        form.previous_of_other_task = “{{name}}” is for another task ({{kind}}); choose a model of this one.
        error.no_start_weights = The model was trained from the start; there are no weights that it started from.
        error.not_weights = “{{name}}” is not a file of weights: it {{reason}}.
        new_model.previous_networks = Previous Networks
        new_model.no_previous = There is no model yet to continue from.
        new_model.snapshot_of = Snapshot of {{title}}
        new_model.from_start = None (from the start)
        new_model.last_snapshot = Last
        new_model.best_snapshot = Best
        new_model.start_weights = The weights that it started from
        new_model.model_note = on {{dataset}}, {{status}}
        new_model.dataset_note = {{width}} x {{height}}, {{colours}}, {{count}} images
        script.epoch = Epoch {epoch}
        script.model_name = {network} on {dataset}
        """
}

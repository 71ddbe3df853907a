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
        new_model.dataset_note = {{width}} x {{height}}, {{colours}}, {{count}} images
        script.model_name = {network} on {dataset}
        """
}

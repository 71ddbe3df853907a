extension EnglishWords {
    /// How a training goes.
    static let training = """
        curves.csv = CSV file
        curves.larger = Larger
        curves.log_scale = Log scale
        curves.png = PNG picture
        curves.smoothing = Smoothing
        curves.svg = SVG picture
        curves.zoom = Part of the curves
        curves.zoom_all = All
        curves.zoom_in = Show less of the curves
        curves.zoom_note = Show all epochs. Drag across the curves to see a part, or turn the wheel with Ctrl pressed.
        curves.zoom_out = Show more of the curves

        model.best_snapshot = {{epoch}} · {{measure}} · best
        model.custom_network = Custom network
        model.drawn_seed = Random seed, drawn
        model.loss_of = loss {{loss}}
        model.network = Network
        model.norms = Layers
        model.norms_gradients = Norm of the gradients of each layer, by epoch
        model.norms_note = How large the weights and the gradients of each layer are (L2 norm), and which part of the outputs of each ReLU is zero. A layer whose gradients vanish learns nothing; one whose outputs are all zero has died.
        model.norms_weights = Norm of the weights of each layer, by epoch
        model.norms_zeros = Zero outputs of each ReLU, by epoch
        model.notices = Notices
        model.scored_snapshot = {{epoch}} · {{measure}}
        model.start_weights = Weights it started from
        model.stopped_because = Why it stopped: {{stopReason}}

        settings.off = Off
        settings.on = On
        settings.tensorboard = Curves for TensorBoard
        settings.tensorboard_note = Trainings that start from now on write their curves into the folder “tensorboard” of their job as well. To see those of all jobs, run tensorboard --logdir with the folder of jobs.

        script.best_epoch = best epoch {epoch} ({name} {value})
        script.best_mark = best
        script.ends_at = ends at {time}
        script.epoch_of = Epoch {epoch} of {epochs}
        script.epoch_point = Epoch {epoch}
        script.layer_gradients = Norm of gradients
        script.layer_weights = Norm of weights
        script.layer_zeros = Zero outputs
        script.images_per_second = {count} images per second
        """
}

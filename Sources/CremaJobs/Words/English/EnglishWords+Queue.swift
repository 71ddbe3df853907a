extension EnglishWords {
    /// How jobs wait, stop and go on.
    static let queue = """
        job.paused = Paused
        job.pausing = Pausing

        model.continue = Continue
        model.continue_from = From the snapshot
        model.go_on = Train further
        model.go_on_note = Training goes on from a snapshot with its solver state, as if it had never stopped. What it did after that snapshot is done again: its later snapshots are removed, and its curves go on from there.
        model.lengthened = {{count}} more epochs
        model.lengthened.one = 1 more epoch
        model.lengthened_rates = The training had {{epochs}} epochs and now has {{all}}. Learning rate (policy {{policy}}): {{before}} at the end before, {{next}} where training goes on, {{end}} at the new end.
        model.more_epochs = Epochs to add
        model.pause = Pause
        model.resume = Resume

        queue.dataset = Place {{place}} in the queue; one data set is built at a time.
        queue.for_dataset = Place {{place}} in the queue; waits until “{{name}}” is built.
        queue.model = Place {{place}} in the queue; {{count}} trainings may run at once.
        queue.model.one = Place {{place}} in the queue; one training may run at a time.

        settings.save = Save
        settings.title = Settings
        settings.trainings_at_once = Trainings at once
        settings.trainings_note = How many trainings may run at the same time; others wait. They share the processor, so each is slower, but small ones together finish earlier.

        error.going_on = The training is being continued already.
        error.never_saved = The training has no snapshot to go on from. Clone the model to train it from the start.
        error.no_model = The job is not a model.
        error.no_state = The snapshot of epoch {{epoch}} has no solver state any more; those of these epochs have: {{known}}. To keep all of them, choose “Keep all” for the solver states of a new model.
        error.no_states = None of the snapshots has a solver state to go on from. Clone the model to train it from the start.
        error.none_running = None of these jobs is waiting or running.
        error.not_continued = The training was not continued
        error.not_ended = The training has not ended; it is {{status}}.
        error.training_complete = The training is complete; add epochs to train it further, or choose an earlier snapshot.

        form.no_jobs = Name at least one job.
        form.not_epochs = Epochs to add must be a whole number from 0 to {{most}}, found “{{found}}”.
        form.trainings_at_once = Trainings at once must be a whole number from 1 to {{most}}, found “{{found}}”.
        form.too_many_epochs = The training has {{count}} epochs; with these it would have more than a training can have. Add fewer.

        job_error.state_gone = The solver state of iteration {{iteration}}, which the training goes on from, is gone.
        """
}

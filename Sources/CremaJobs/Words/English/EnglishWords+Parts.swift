extension EnglishWords {
    /// What views and parts of them say: words, dates, counts.
    static let parts = """
        format.date = d MMM yyyy, HH:mm
        format.hours = {{hours}} h {{minutes}} min
        format.lines = {{lines}}
        format.list = {{first}} and {{second}}
        format.minutes = {{minutes}} min {{seconds}} s
        format.percent = {{number}} %
        format.quoted = “{{name}}”
        format.seconds = {{seconds}} s

        job.bottoms = Bottoms
        job.created = Created
        job.failed = The job failed.
        job.folder = Job folder
        job.iteration = Iteration
        job.kind.dataset = dataset
        job.kind.model = model
        job.layer = Layer
        job.phase = Phase
        job.size = Size on disk
        job.time_left = {{elapsed}}, {{remaining}} left
        job.tops = Tops

        dataset.colour = colour
        dataset.grey = grey
        dataset.not_shown = The images cannot be shown
        dataset.source = Source

        explore.all = All
        explore.count = {{count}} images
        explore.count.one = 1 image
        explore.training = Training
        explore.validation = Validation

        classify.parameters = {{count}} learned parameters
        classify.parameters.one = 1 learned parameter

        model.epoch = Epoch {{epoch}}
        model.validated_changed = Validated on images that the layer changed
        model.validated_whole = Validated on whole images
        model.whole_name = {{name}}, validated on whole images
        model.why_note = The validation images pass through {{layers}} as well. The network is judged on images that the layers changed, so the accuracy here is too low: it would recognise whole images better.
        model.why_note.one = The validation images pass through {{layers}} as well. The network is judged on images that the layer changed, so the accuracy here is too low: it would recognise whole images better.

        checks.not_checked = not checked
        checks.nothing_wrong = nothing wrong
        checks.ok = ok
        checks.wrong = wrong
        checks.wrong_count = {{count}} wrong

        way.start = Back to the start
        way.test_another = Test another image
        way.to_model = Back to the model
        """
}

extension EnglishWords {
    /// The tables of jobs, and what is done with several of them.
    static let home = """
        layout.gone = The studio does not answer. It may have been stopped; this page goes on when it is back.

        home.clear_selection = Clear selection
        home.column_accuracy = Last accuracy
        home.column_best = Best accuracy
        home.column_dataset = Data set
        home.column_elapsed = Time
        home.column_group = Group
        home.column_kind = Kind
        home.column_loss = Loss
        home.column_name = Name
        home.column_notes = Notes
        home.column_status = Status
        home.columns = Columns
        home.compare = Compare
        home.last = {{output}}, last
        home.max = {{output}}, largest
        home.min = {{output}}, smallest
        home.no_group = Without a group
        home.nothing_found = None of them matches the search.
        home.only_group = Group: {{name}}
        home.only_tag = Tag: {{name}}
        home.page = {{first}}–{{last}} of {{all}}
        home.pages = Pages
        home.pretrained = {{count}} pretrained models
        home.pretrained.one = 1 pretrained model
        home.running = Running
        home.search = Search names, notes, tags and groups
        home.select_all = Select all of this page
        home.select_job = Select {{name}}
        home.selection = Selected jobs
        home.set_group = Set group
        home.show_all = Show all again
        home.title = Jobs

        job.name_was_deleted = “{{name}}” was deleted.
        job.was_deleted = “{{job.name}}” was deleted.

        compare.best = (best)
        compare.curves = {{output}} of each model by epoch
        compare.models = Models
        compare.no_results = None of them has reported an output yet.
        compare.not_so_many = Name the models to be compared in job_ids, separated by commas: from 1 to {{most}}, found {{count}}.
        compare.results = Results
        compare.same = All settings are the same.
        compare.settings = Settings that differ
        compare.title = Comparison
        compare.version = Version {{number}}

        details.cancel = Cancel
        details.edit = Edit name, group, tags and notes
        details.tags = Tags
        details.tags_note = Separate them by commas.

        error.not_deleted = The job {{id}} is not deleted.
        error.not_in_trash = “{{id}}” is not in the trash: it was never deleted, or too long ago to be restored.

        script.aborted = Aborted: {count}
        script.close = Close
        script.deleted = Deleted: {count}
        script.grouped = Now in group “{name}”: {count}
        script.selected = Selected: {count}
        script.undo = Undo
        script.ungrouped = Now without a group: {count}
        """
}

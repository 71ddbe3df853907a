extension EnglishWords {
    /// Data sets made from others, and from databases that are there already.
    static let versions = """
        dataset.new_version = New version
        dataset.repeated = Repeated images
        dataset.repeated_help = {{count}} of the images are in the data set a second time, with the same pixels. What is in two parts makes a model look better than it is. All are listed in
        dataset.without_repeated = Make a version without them
        dataset.version_changes = {{removed}} left out, {{changed}} given another label.
        dataset.version_of = A new version of {{#path}}<a href="{{path}}">{{name}}</a>{{/path}}{{^path}}{{name}}{{/path}}.
        error.no_version = The images of “{{name}}” have values, not classes; there are no new versions of such a data set yet.
        explore.give_label = Give this label
        explore.hint = Select images to leave them out of a new version of the data set, or to give them another label. The data set itself stays as it is.
        explore.keep = Leave as they are
        explore.label = Label
        explore.make_version = Make a new version
        explore.remove = Remove
        explore.select = Select {{name}}
        explore.selection = Selected images
        form.changes = The changes cannot be read; an image that is left out is written as “train/5=-”, and one with another class as “val/7=2”.
        form.no_changes = Add images, or leave out or relabel some on the page of the images.
        job_error.images_there = {{folder}} is there already; name a folder without it
        script.images_changed = {removed} to leave out, {changed} with another label
        script.images_selected = {count} selected
        version.changes = Changes
        version.choose = Choose the images to leave out or to give another label on the page of the images.
        version.images = Choose images
        version.intro = The new version is a data set of its own. {{name}} stays as it is, and so do the models that were trained on it.
        version.title = New version of {{name}}
        form.lmdb_outside = The data.mdb of this folder leads out of the data root {{root}}.
        """
}

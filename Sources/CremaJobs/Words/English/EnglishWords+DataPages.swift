extension EnglishWords {
    /// The pages of data sets.
    static let dataPages = """
        dataset.backend = Database
        dataset.clone = Clone
        dataset.files = Files
        dataset.files_later = Written when the job starts.
        dataset.size = Size
        dataset.task_parse = Find the images
        dataset.task_test = Write the test part
        dataset.task_train = Write the training part
        dataset.task_val = Write the validation part
        dataset.tasks = Steps
        enlarged.close = Close
        error.page_size = “{{text}}” is not a number of images per page; from 1 to {{most}} are allowed.
        explore.pages = Pages
        explore.size = Images per page
        resize.title = See what becomes of an image
        resize.own_image = An image of yours
        resize.size = Size of the image: {{size}}
        error.no_example = The image cannot be shown: {{reason}}
        archive.damaged = The archive is damaged: {{reason}}
        archive.device = “{{name}}” in the archive is neither a file nor a folder.
        archive.ended = The archive could not be read ({{ending}}).
        archive.files = The archive has more than {{most}} files.
        archive.link = “{{name}}” in the archive is a link; pack the file itself.
        archive.locked = “{{name}}” in the archive is encrypted; pack it without a password.
        archive.name = “{{name}}” in the archive is not a name that a file can have.
        archive.other = The file is neither a zip nor a tar archive (.zip, .tar, .tar.gz, .tar.bz2, .tar.xz).
        archive.outside = “{{name}}” in the archive leads out of its folder.
        archive.ratio = The archive unpacks to more than {{most}} times its size, which images never do.
        archive.size = The archive unpacks to more than {{most}} bytes, which is all that the disk has room for.
        archive.twice = “{{name}}” is in the archive twice.
        error.no_archive_room = The disk has no room for this archive.
        form.or_send_archive = or send a zip or tar archive of it: choose it, or drop it here
        script.archive_sending = Sending {name}…
        script.archive_sent = {name}: {entries} files and folders, {size}
        """
}

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
        """
}

extension EnglishWords {
    /// The test of a list of images.
    static let many = """
        error.not_tested_many = The images could not be tested
        form.choose_list = Choose a list of images to test.
        form.empty_list = The list has no images.
        form.not_count = “{{found}}” is not a whole number from {{low}} to {{high}}.
        many.accuracy = How often it is right
        many.all = Every image
        many.class = Class
        many.confusion = Confusion matrix
        many.confusion_note = Each row is a class of images, each column what they are taken for.
        many.counted = Images whose class is in the list
        many.errors = How far it is off
        many.file = All results (CSV)
        many.folder = Folder of the images
        many.found = Found
        many.heading = {{count}} images tested
        many.image = Image
        many.images = Images
        many.likeliest = Likeliest images of each class
        many.likeliest_title = Likeliest images by {{job.name}}
        many.limit = Number of images
        many.list = List of images
        many.list_note = A text file with the path of an image on each line, and behind it what the image is, if you know.
        many.mean_error = Mean absolute error
        many.no_limit = all
        many.per_class = Accuracy
        many.rest = {{rest}} more are in the file.
        many.root_mean_square = Root mean square error
        many.show_likeliest = Likeliest of each class
        many.test = Test many images
        many.title = Many images by {{job.name}}
        many.top_five = Among the five likeliest (top-5)
        many.top_n = Images per class
        many.top_one = The likeliest (top-1)
        many.truth = Ground truth
        many.unreadable = Images that could not be read: {{unreadableCount}}
        many.value = Value
        many.wrong = wrong
        way.test_others = Test other images
        """
}

extension EnglishWords {
    /// What templates and scripts say.
    static let pages = """
        layout.images = Images
        layout.language = Language
        layout.main = Main
        layout.new_dataset = New Dataset
        layout.new_model = New Model


        home.about_datasets = A data set is what a network learns from: images, each with the name of its class or with its values.
        home.about_models = Choose a data set and a network, and watch it learn.
        home.datasets = Datasets
        home.first_dataset = Make the first data set
        home.first_model = Train the first model
        home.models = Models
        home.models_later = Once there is a data set, a network can be trained on it here.
        home.no_datasets = No data sets yet
        home.no_models = No models yet

        job.abort = Abort
        job.delete = Delete
        job.log = Log
        job.log_empty = Nothing written yet.
        job.log_tail = Last lines of the log
        job.percent = {{job.percent}} %
        job.progress = Progress
        job.progress_of = Progress of {{name}}
        job.settings = Settings
        job.source_line = Source line
        job.traceback = Traceback
        job.whole_log = Whole log

        dataset.classes = Classes
        dataset.count_classes = classes
        dataset.count_training = training images
        dataset.count_validation = validation images
        dataset.count_values = values
        dataset.explore_all = Explore all
        dataset.get_mnist = Get MNIST
        dataset.image_of_class = An image of class {{label}}
        dataset.image_with_values = An image with {{label}}
        dataset.images = Images
        dataset.mean_alt = The mean of the training images
        dataset.mean_image = Mean image
        dataset.models = Models trained on it
        dataset.no_models = None yet.
        dataset.pixels = pixels, {{kind}}
        dataset.stands_in = These are the clothes of Fashion-MNIST. MNIST’s handwritten digits have the same format and are used instead if they can be downloaded.
        dataset.train_model = Train a model
        dataset.training = training
        dataset.validation = validation
        dataset.value = Value
        dataset.value_high = Largest in training
        dataset.value_low = Smallest in training
        dataset.values = Values

        explore.next = Next
        explore.no_images = This part has no images of this class.
        explore.page = {{count}}, page {{number}} of {{pageCount}}
        explore.part = Part
        explore.previous = Previous
        explore.title = Images of {{name}}

        classify.description = Description
        classify.deviation = Std deviation
        classify.histogram = Histogram from {{low}} to {{high}}
        classify.layers = Layer visualizations and statistics
        classify.mean = Mean
        classify.not_shown = Not shown
        classify.predictions = Predictions
        classify.shape = Data shape
        classify.statistics = Statistics
        classify.tested_image = The tested image
        classify.title = {{imageName}} by {{job.name}}
        classify.visualization = Visualization

        model.accuracy = accuracy
        model.after_first_snapshot = Possible after the first snapshot.
        model.check_note = Runs each alone on images of the data set: shapes, gradient, repetition, time.
        model.clone = Clone
        model.curves = Loss and accuracy
        model.curves_alt = Loss and accuracy by epoch
        model.download = Download model
        model.elsewhere = Use it elsewhere
        model.elsewhere_note = The weights of the snapshot with the prototxts, labels, mean and layer file, in one archive.
        model.files = Files
        model.files_later = Written when the training starts.
        model.format = Format
        model.loss = Loss
        model.loss_alt = Loss by epoch
        model.no_snapshot = None yet
        model.on_dataset = on <a href="{{path}}">{{name}}</a>
        model.python_layers = Layers in Python
        model.rate = Learning rate
        model.rate_alt = Learning rate by epoch
        model.show_visualizations = Show visualizations and statistics
        model.snapshot = Snapshot
        model.test = Test a single image
        model.trained = Trained model
        model.upload = Upload image
        model.validate_whole = Validate on whole images
        model.validate_whole_note = Trains the same model again, with the layer in training only.
        model.whole_note = The layers in Python of this model work in training only; the validation images stay whole.
        model.why = Why is it less accurate?

        checks.button = Check layers
        checks.in_validation = in validation
        checks.title = What the layers do

        sign_in.open = Open the studio
        sign_in.title = Sign in
        sign_in.token = Token

        form.create = Create
        form.help = Help: {{label}}
        form.kept_entries = Something below needs your attention; nothing you entered was lost.
        form.kept_text = Something below needs your attention; nothing you typed was lost.
        form.or_send = or send a file
        form.root = Relative to the data root <code>{{root}}</code>, or absolute and below it.

        new_dataset.create = Create {{title}}
        new_dataset.ready_made = Ready-made

        new_model.check_note = Runs them on images of the data set.
        new_model.close_drawing = Close the drawing
        new_model.custom_network = Custom Network
        new_model.customize = Customize
        new_model.drawing = Drawing of the network
        new_model.kept_file = Kept from before: <strong>{{name}}</strong>
        new_model.make_dataset = Make a data set first
        new_model.network = Network
        new_model.no_dataset = A model learns from a data set, and there is none yet
        new_model.open = Open
        new_model.open_note = Open in a new window
        new_model.python_layers = Python layers
        new_model.python_note = A class that derives from <code>caffe.Layer</code>. In the network, a layer of type <code>Python</code> names it with module <code>digits_python_layers</code>.
        new_model.solver = Solver options
        new_model.standard_choice = Standard networks
        new_model.standard_networks = Standard Networks
        new_model.visualize = Visualize

        script.accuracy_axis = Accuracy (%)
        script.checking = The layers are being run…
        script.epoch_axis = Epoch
        script.loss_axis = Loss
        script.no_answer = The studio does not answer; is it still running?
        script.percent = {number} %
        script.rate_axis = Learning rate
        script.rate_now = now {rate}
        script.status = The studio answered {status}.
        script.train_curve = {name} (train)
        script.val_curve = {name} (val)
        """
}

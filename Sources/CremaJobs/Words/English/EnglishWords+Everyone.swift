extension EnglishWords {
    /// Help, and what makes the form of a new model easier.
    static let everyone = """
        layout.about_page = About this page
        layout.guide = Guide
        layout.help = Help

        new_model.advanced = Advanced
        new_model.advanced_note = Learning rate, solver, batch size, layers in Python: may stay as they are.
        new_model.fits = fits your images
        new_model.keep_network = Keep my network
        new_model.replace_network = Replace it
        new_model.replace_note = The network in the editor was changed, and is not sent yet. Another network takes its place.
        new_model.replace_title = Replace your network?
        new_model.training = Training

        script.network_error = 1 error, in line {line}.
        script.network_errors = {count} errors, the first in line {line}.
        """
}

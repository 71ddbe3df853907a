import Testing

@testable import CremaStudio

/// Fields of forms, and their values in words.
struct FormFieldTests {
    @Test func `counts one thing in the singular`() {
        let field = FormField(name: "i", label: "Interval", initial: "1", unit: "epochs")
        #expect(field.words(for: "1") == "1 epoch")
        #expect(field.words(for: "0.5") == "0.5 epochs")
        #expect(field.words(for: "30") == "30 epochs")
    }

    @Test func `shows the label of a choice`() {
        let choices = [(value: "SGD", label: "Gradient descent"), (value: "Adam", label: "Adam")]
        let field = FormField(name: "s", label: "Solver", initial: "SGD", input: .choice(choices))
        #expect(field.words(for: "SGD") == "Gradient descent")
    }
}

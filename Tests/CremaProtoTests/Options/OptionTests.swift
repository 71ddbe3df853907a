import CremaProto
import Testing

@Suite struct OptionTests {
    private func option(_ kind: OptionDescription.Kind, default text: String = "")
        -> OptionDescription
    {
        OptionDescription("an_option", kind, default: text, label: "An option", help: "For tests.")
    }

    @Test func `an empty text means the default`() throws {
        #expect(try option(.integer(1...9), default: "3").value(of: "  ") == .integer(3))
        #expect(try option(.integer(1...9)).value(of: "") == .text(""))
    }

    @Test func `a whole number must be in its range`() throws {
        #expect(try option(.integer(1...9)).value(of: " 7 ") == .integer(7))
        for text in ["0", "10", "7.5", "x", "99999999999999999999"] {
            #expect(throws: OptionFault.notInteger(found: text, 1...9)) {
                try option(.integer(1...9)).value(of: text)
            }
        }
    }

    @Test func `a number must be within its bounds, and fit the engine's floats`() throws {
        #expect(try option(.number(.between(0, 1))).value(of: "0.5") == .number(0.5))
        for text in ["0", "1", "nan", "x"] {
            #expect(throws: OptionFault.self) {
                try option(.number(.between(0, 1))).value(of: text)
            }
        }
        #expect(throws: OptionFault.self) { try option(.number(.above(0))).value(of: "1e39") }
        #expect(try option(.number(.above(0, upTo: 100))).value(of: "100") == .number(100))
        #expect(throws: OptionFault.self) {
            try option(.number(.from(0, below: 1))).value(of: "1")
        }
    }

    @Test func `a list of numbers must increase`() throws {
        let percentages = option(.numbers(.above(0, upTo: 100)))
        #expect(try percentages.value(of: "50, 85") == .numbers([50, 85]))
        for text in ["85, 50", "50,,85", "50,x", "0,5", "101", ","] {
            #expect(throws: OptionFault.self) { try percentages.value(of: text) }
        }
    }

    @Test func `the case of a choice's letters does not matter`() throws {
        let solver = option(.choice([.init("SGD", "Gradient descent"), .init("Adam", "Adam")]))
        #expect(try solver.value(of: "adam") == .text("Adam"))
        #expect(throws: OptionFault.notChoice(found: "Eve", known: ["SGD", "Adam"])) {
            try solver.value(of: "Eve")
        }
    }

    @Test func `a flag is on or off, and off by default`() throws {
        #expect(try option(.flag).value(of: "On") == .flag(true))
        #expect(try option(.flag).value(of: "") == .flag(false))
        #expect(throws: OptionFault.notFlag(found: "maybe")) {
            try option(.flag).value(of: "maybe")
        }
    }

    @Test func `an option applies if the one that it depends on has the right value`() {
        var gamma = option(.number(.above(0)))
        #expect(gamma.isShown(among: [:]))
        gamma.condition = .init("lr_policy", is: "step", "exp")
        #expect(gamma.isShown(among: ["lr_policy": "exp"]))
        #expect(!gamma.isShown(among: ["lr_policy": "fixed"]))
        #expect(!gamma.isShown(among: [:]))
        #expect(gamma.flag == "--an-option")
    }

    @Test func `a fault is reported in a sentence with what is allowed`() {
        func sentence(_ option: OptionDescription, _ text: String) -> String? {
            do throws(OptionFault) {
                _ = try option.value(of: text)
                return nil
            } catch {
                return option.sentence(about: error)
            }
        }
        #expect(
            sentence(option(.integer(1...5)), "x") == "\"x\" is not a whole number from 1 to 5."
        )
        #expect(
            sentence(option(.integer(0...Int.max)), "-1")
                == "\"-1\" is not a whole number of at least 0."
        )
        let numbers: [(NumberRange, String)] = [
            (.above(0), "above 0"), (.from(0), "of at least 0"),
            (.between(0, 1), "between 0 and 1"),
            (.above(0, upTo: 100), "above 0 and at most 100"),
            (.from(0, below: 100), "of at least 0 and below 100"),
            (.from(0.5, upTo: 2), "from 0.5 to 2"),
        ]
        for (range, words) in numbers {
            #expect(sentence(option(.number(range)), "x") == "\"x\" is not a number \(words).")
        }
        let percentages = option(.numbers(.above(0, upTo: 100)), default: "50, 85")
        #expect(
            sentence(percentages, "9,8")
                == "\"9,8\" is not a list of increasing numbers, such as \"50,85\"."
        )
        let choice = option(.choice([.init("a", "A"), .init("b", "B")]))
        #expect(sentence(choice, "c") == "\"c\" is not one of a, b.")
        #expect(sentence(option(.flag), "maybe") == "\"maybe\" is neither on nor off.")
    }

    @Test func `a value is written as text that reads back`() throws {
        for (value, text) in [
            (OptionValue.number(33), "33"), (.number(0.5), "0.5"), (.number(1e-7), "1e-07"),
            (.numbers([50, 85]), "50, 85"), (.integer(7), "7"), (.flag(true), "on"),
            (.flag(false), ""), (.text("x"), "x"),
        ] {
            #expect(value.text == text)
        }
    }

    @Test func `a value in words has its unit, in the singular for one`() {
        var interval = option(.number(.from(0)))
        interval.unit = "epochs"
        #expect(interval.words(for: "1") == "1 epoch")
        #expect(interval.words(for: "0.5") == "0.5 epochs")
        var accumulation = interval
        accumulation.unit = "batches"
        #expect(accumulation.words(for: "1") == "1 batch")
        #expect(interval.words(for: "30") == "30 epochs")
        let solver = option(.choice([.init("SGD", "Gradient descent")]))
        #expect(solver.words(for: "SGD") == "Gradient descent")
    }
}

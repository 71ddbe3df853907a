import CremaJobs
import Foundation
import Testing

@Suite struct RateCurvesTests {
    @Test func `a curve has a rate for each percent, as the policy has it`() throws {
        let curve = try #require(
            try RateCurves(form: [
                "learning_rate": "0.1", "lr_policy": "step", "lr_step_size": "50",
                "lr_step_gamma": "0.1", "train_epochs": "not read",
            ]).curves.first
        )
        #expect(curve.count == 101)
        let rates = [0, 49, 50, 99, 100].map { curve[$0] ?? 0 }
        for (rate, expected) in zip(rates, [0.1, 0.1, 0.01, 0.01, 0.001]) {
            #expect(abs(rate - expected) < 1e-9)
        }
    }

    @Test func `each rate of a list has its curve, with DIGITS' names`() throws {
        let curves = try RateCurves(form: ["learning_rate": "0.1, 0.2", "lr_policy": "fixed"])
        let json = String(decoding: try JSONEncoder().encode(curves), as: UTF8.self)
        #expect(json.hasPrefix(#"{"data":{"columns":[["Learning Rate 0",0.1,"#))
        #expect(json.contains(#"["Learning Rate 1",0.2,"#))
    }

    @Test func `a rate that is too large for a number is null`() throws {
        let curves = try RateCurves(form: ["lr_policy": "exp", "lr_exp_gamma": "1e30"])
        #expect(curves.curves[0].last == .some(nil))
        let json = String(decoding: try JSONEncoder().encode(curves), as: UTF8.self)
        #expect(json.hasSuffix("null]]}}"))
    }

    @Test(arguments: [("learning_rate", "0, 1"), ("lr_policy", "cosine"), ("lr_step_size", "x")])
    func `what is wrong with a field of the rate is reported at the field`(
        name: String,
        value: String
    ) {
        let errors = #expect(throws: FormErrors.self) { try RateCurves(form: [name: value]) }
        #expect(errors?.fields.keys.sorted() == [name])
    }
}

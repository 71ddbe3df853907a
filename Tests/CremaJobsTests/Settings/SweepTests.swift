import CremaJobs
import Testing

@Suite struct SweepTests {
    @Test func `a form without lists makes one model, with its own name`() {
        let fields = ["learning_rate": "0.01", "lr_policy": "multistep"]
        let sweep = Sweep(of: fields)
        #expect(sweep.members == [.init(fields: fields)])
        #expect(sweep.errors.isEmpty)
    }

    @Test func `each combination of lists is a model with the values in its name`() {
        let sweep = Sweep(of: [
            "model_name": "a", "learning_rate": "0.1, 1e-2", "batch_size": "32,64,",
        ])
        #expect(sweep.errors.fields.keys.sorted() == ["batch_size"])
        let members = Sweep(of: [
            "model_name": "a", "learning_rate": "0.1, 1e-2", "batch_size": "32,64",
        ]).members
        #expect(
            members.map(\.suffix) == [
                " batch_size:32 learning_rate:0.1", " batch_size:32 learning_rate:1e-2",
                " batch_size:64 learning_rate:0.1", " batch_size:64 learning_rate:1e-2",
            ]
        )
        #expect(
            members.last?.fields == [
                "model_name": "a", "learning_rate": "1e-2", "batch_size": "64",
            ]
        )
    }

    @Test func `a list may be in brackets, as DIGITS takes it, also if it has one value`() {
        let members = Sweep(of: ["learning_rate": "[0.1, 0.01]", "batch_size": " [32] "]).members
        #expect(members.map(\.suffix) == [" learning_rate:0.1", " learning_rate:0.01"])
        #expect(
            members.map(\.fields) == [
                ["learning_rate": "0.1", "batch_size": "32"],
                ["learning_rate": "0.01", "batch_size": "32"],
            ]
        )
        #expect(Sweep(of: ["batch_size": "[]"]).members.map(\.fields) == [["batch_size": ""]])
        #expect(Sweep(of: ["batch_size": "["]).members.map(\.fields) == [["batch_size": "["]])
    }

    @Test func `a value that is there twice counts once`() {
        let members = Sweep(of: ["learning_rate": "0.1, 0.10, 1e-1"]).members
        #expect(members == [.init(fields: ["learning_rate": "0.1"])])
    }

    @Test func `every number may be a list, but what takes several numbers anyway is none`() {
        let sweep = Sweep(of: [
            "train_epochs": "1, 2", "lr_policy": "multistep", "lr_multistep_values": "50, 85",
            "random_seed": "1, 2, 3",
        ])
        #expect(sweep.members.count == 6)
        let points = Set(sweep.members.map { $0.fields["lr_multistep_values"] })
        #expect(points == ["50, 85"])
    }

    @Test func `a list of an option that does not count makes no models`() {
        let sweep = Sweep(of: ["lr_policy": "fixed", "lr_step_gamma": "0.1, 0.2"])
        #expect(sweep.members.count == 1)
    }

    @Test(arguments: ["0.1, x", ", 0.1", "0.1,,0.2", "-1, 2", ","])
    func `a list with something else in it is refused at its field`(text: String) {
        let sweep = Sweep(of: ["learning_rate": text, "train_epochs": "3"])
        #expect(sweep.errors.fields.keys.sorted() == ["learning_rate"])
        #expect(sweep.members == [.init(fields: ["train_epochs": "3"])])
    }

    @Test func `more models than the limit are refused, however many there would be`() {
        let seeds = (0..<101).map(String.init).joined(separator: ",")
        let words =
            "The lists of this form make 101 models; at most 100 are made at once. Shorten a list."
        #expect(Sweep(of: ["random_seed": seeds]).errors.fields == ["random_seed": [words]])
        let many = (1...9000).map(String.init).joined(separator: ",")
        var fields: [String: String] = [:]
        for name in ["train_epochs", "snapshot_interval", "val_interval", "batch_size"]
            + ["batch_accumulation", "random_seed", "crop_size", "learning_rate"]
        {
            fields[name] = many
        }
        let sweep = Sweep(of: fields)
        #expect(sweep.errors.fields.count == 8)
        #expect(sweep.members.count == 1)
    }
}

import CremaJobs

/// The log of a training, as the tables that are made of it.
struct TrainingLogFormat: FileFormat {
    static let name = "log"
    let samples: [[UInt8]] = [
        """
        I1231 23:59:58.500000  4242 solver.cpp:280] Solving LeNet
        I1231 23:59:58.600000  4242 solver.cpp:338] Iteration 0, Testing net (#0)
        I1231 23:59:59.500000  4242 solver.cpp:406]     Test net output #0: accuracy = 0.25
        I1231 23:59:59.500000  4242 solver.cpp:338] Iteration 0, Testing net (#1)
        I1231 23:59:59.500000  4242 solver.cpp:406]     Test net output #0: accuracy = 1.#QNAN
        I0101 00:00:09.500000  4242 solver.cpp:229] Iteration 100 (10 iter/s), loss = nan
        I0101 00:00:09.500000  4242 solver.cpp:245]     Train net output #0: loss = nan (* 1)
        I0101 00:00:09.500000  4242 sgd_solver.cpp:106] Iteration 100, lr = 1e-05

        """
    ].map { Array($0.utf8) }
    let pieces =
        [
            "Iteration ", "99999999999999999999", "(#99999999999999999999)", "#", " = ", "-1e999",
            "nan", "1.#INF", "I0229 00:00:00.0 1 a:1] ", "I99991231 24:59:60.999999999 1 a:1] ",
            "Solving", "\r", "\n", "\u{0}", "lr = ", "Test score #", "Testing net (#",
        ].map { Array($0.utf8) } + [[0xFF], [0xCD, 0xF8]]

    func read(_ path: String) throws {
        let log = try TrainingLog(path: path)
        for table in [log.train, log.test] {
            _ = try table.write(to: path + ".csv", delimiter: ",")
        }
    }
}

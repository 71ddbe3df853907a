import TestSupport
import Testing

@testable import CremaJobs

/// Logs as ten years of Caffe and its forks wrote them.
struct TrainingLogTests {
    private func log(_ text: String, lastYear: Int = 2016) throws -> TrainingLog {
        try TrainingLog(text: Array(text.utf8)[...], lastYear: lastYear, path: "log")
    }

    private let start = "I0210 13:39:22.500000 25210 solver.cpp:280] Solving LeNet\n"

    private func line(_ text: String, at time: String = "0210 13:39:23.000000") -> String {
        "I\(time) 25210 solver.cpp:228] \(text)\n"
    }

    /// The table as rows of iteration, seconds and the columns in their order; nil for empty cells.
    private func cells(_ table: LogTable) -> [[Double?]] {
        table.rows.map { row in [row.iteration, row.seconds] + table.names.map { row.outputs[$0] } }
    }

    @Test func `each test net has columns of its own, and no row is lost`() throws {
        var text = start
        for (iteration, value) in [(0, 0.1), (2, 0.2), (4, 0.3)] {
            for net in 0...1 {
                let shown = value + Double(net)
                text += line("Iteration \(iteration), Testing net (#\(net))")
                text += line("    Test net output #0: accuracy = \(shown)")
                text += line("    Test net output #1: loss\(net) = \(shown)")
            }
        }
        let test = try log(text).test
        #expect(test.names == ["accuracy", "loss0", "accuracy (#1)", "loss1"])
        #expect(
            cells(test) == [
                [0, 0.5, 0.1, 0.1, 1.1, 1.1], [2, 0.5, 0.2, 0.2, 1.2, 1.2],
                [4, 0.5, 0.3, 0.3, 1.3, 1.3],
            ]
        )
    }

    @Test func `each number of an output has a column`() throws {
        let text =
            start + line("Iteration 0, Testing net (#0)")
            + (0..<3).map { line("    Test net output #\($0): per_class = 0.\($0)") }.joined()
            + line("    Test net output #3: loss = 2.5 (* 1 = 2.5 loss)")
        let test = try log(text).test
        #expect(test.names == ["per_class[0]", "per_class[1]", "per_class[2]", "loss"])
        #expect(cells(test) == [[0, 0.5, 0, 0.1, 0.2, 2.5]])
    }

    @Test func `a log that goes on with the same iteration has it twice`() throws {
        let test = line("Iteration 100, Testing net (#0)") + line("    Test net output #0: a = 0.5")
        let again =
            line("Iteration 100, Testing net (#0)") + line("    Test net output #0: a = 0.5")
        let shown =
            line("Iteration 100, loss = 1") + line("    Train net output #0: x = 1")
            + line("    Train net output #1: y = 2")
        let cut = line("Iteration 100, loss = 1") + line("    Train net output #0: x = 1")
        let text = start + test + cut + start + again + shown
        #expect(cells(try log(text).test) == [[100, 0.5, 0.5], [100, 0.5, 0.5]])
        #expect(cells(try log(text).train) == [[100, 0.5, 1, nil], [100, 0.5, 1, 2]])
    }

    @Test(
        arguments: [
            ("1.5", 1.5), ("-2e-05", -2e-05), ("1e+06 (* 1 = 1e+06 loss)", 1e6),
            ("87.3365", 87.3365),
            (".5", 0.5), ("inf", .infinity), ("-inf (* 1 = -inf loss)", -.infinity), ("nan", .nan),
            ("-nan (* 1 = -nan loss)", .nan), ("-nan(ind)", .nan), ("1.#QNAN", .nan),
            ("-1.#IND", .nan),
            ("1.#INF", .infinity), ("-1.#INF", -.infinity),
        ]
    )
    func `numbers of every machine are read`(_ text: String, _ value: Double) throws {
        let table = try log(
            start + line("Iteration 0, loss = 1") + line("    Train net output #0: loss = \(text)")
        ).train
        let read = try #require(table.rows.first?.outputs["loss"])
        #expect(read == value || read.isNaN && value.isNaN)
    }

    @Test func `lines of NVIDIA's Caffe and of detectors are read`() throws {
        let text =
            start
            + line("    [0.0] Iteration 20 (2.33 iter/s, 8.6s/20 iter), 0.3/4.6ep, loss = 6.97")
            + line("    [0.0]     Train net output #0: loss = 6.97 (* 1 = 6.97 loss)")
            + line("    [0.0] Iteration 20, lr = 0.01, m = 0.9, lrm = 0.1, wd = 0.0005, gs = 1")
            + line("Iteration 20, Testing net (#0)")
            + line("    Test net output mAP #0: detection_eval = 0.77")
        let log = try log(text)
        #expect(cells(log.train) == [[20, 0.5, 6.97]])
        #expect(cells(log.test) == [[20, 0.5, 0.77]])
        #expect(log.test.rows[0].learningRate == 0.01)
    }

    @Test func `logs of 2013 have scores without names, and losses alone`() throws {
        let text =
            start + line("Iteration 100, lr = 0.01") + line("Iteration 100, loss = 0.5")
            + line("Iteration 100, Testing net") + line("Test score #0: 0.91")
            + line("Test score #1: 0.3")
        let log = try log(text)
        #expect(log.test.names == ["score[0]", "score[1]"])
        #expect(cells(log.test) == [[100, 0.5, 0.91, 0.3]])
        #expect(log.train.names == ["loss"])
        #expect(cells(log.train) == [[100, 0.5, 0.5]])
    }

    @Test func `Windows line ends, prefixes, merged lines and warnings do no harm`()
        throws
    {
        let text =
            start.replacing("\n", with: "\r\n") + "worker 0: " + line("Iteration 4, loss = 1")
            + "W0210 13:39:22.600000 25211 data.cpp:1] Iteration is not one\n"
            + "printed by a layer "
            + line("    Train net output #0: a = 1").dropLast()
            + line("    Train net output #1: b = 2") + "\nIteration 9 of something else\n"
            + line("    Train net output #2: c = 3").dropLast()
        #expect(cells(try log(text).train) == [[4, 0.5, 1, 2, 3]])
    }

    @Test func `a truncated last line is left out, or read as far as it goes`() throws {
        let text = start + line("Iteration 4, loss = 1") + line("    Train net output #0: a = 1")
        for end in ["    Train net out", "    Train net output #1", "    Train net output #1: b ="]
        {
            #expect(cells(try log(text + line(end).dropLast()).train) == [[4, 0.5, 1]])
        }
    }

    @Test func `the year turns, and a late line of another thread does not turn it twice`() throws {
        let shown = { (time: String, n: Int) in
            line("Iteration \(n), loss = 1", at: time)
                + line("    Train net output #0: a = 1", at: time)
        }
        let text =
            line("Solving x", at: "1231 23:59:50.000000") + shown("0101 00:00:10.000000", 1)
            + shown("1231 23:59:59.000000", 2) + shown("0102 00:00:00.000000", 3)
        #expect(try log(text).train.rows.map(\.seconds) == [20, 9, 86_410])
    }

    @Test func `the extra day of leap years counts`() throws {
        for lastYear in [2016, 2017, 2019] {
            let text =
                line("Solving x", at: "0228 00:00:00.000000")
                + line("Iteration 1, loss = 1", at: "0229 00:00:00.000000")
                + line("    Train net output #0: a = 1", at: "0229 00:00:00.000000")
                + line("Iteration 2, loss = 1", at: "0301 00:00:00.000000")
                + line("    Train net output #0: a = 1", at: "0301 00:00:00.000000")
            let seconds = try log(text, lastYear: lastYear).train.rows.map(\.seconds)
            #expect(seconds == [86_400, 172_800], "\(lastYear)")
        }
    }

    @Test func `logs with the year, without "Solving" and without times are read`() throws {
        let shown = "Iteration 1, loss = 1\n"
        let output = "    Train net output #0: a = 1\n"
        let dated =
            "I20240210 13:39:22.381027 1 solver.cpp:1] Iteration 0, loss = 1\n"
            + "I20240210 13:39:24.381027 1 solver.cpp:1] \(shown)"
            + "I20240210 13:39:24.381027 1 solver.cpp:1] \(output)"
        #expect(cells(try log(dated).train) == [[1, 2, 1]])
        let plain = try log("Solving x\n" + shown + output).train
        #expect(plain.rows.map(\.iteration) == [1])
        #expect(plain.rows[0].seconds.isNaN)
    }

    @Test func `a file that is not a training log is refused`() throws {
        for text in ["", "hello\nworld\n", "I0210 13:39:22.500000 1 a.cpp:1] Creating layer\n"] {
            #expect(throws: (any Error).self) { try log(text) }
        }
    }

    @Test func `names in other encodings are shown by their bytes`() throws {
        let bytes =
            Array((start + line("Iteration 1, loss = 1")).utf8)
            + Array(line("    Train net output #0: X = 1").utf8).flatMap {
                $0 == 0x58 ? [0xCD, 0xF8] : [$0]
            }
        let log = try TrainingLog(text: bytes[...], lastYear: 2016, path: "log")
        #expect(log.train.names == ["\\xcd\\xf8"])
    }
}

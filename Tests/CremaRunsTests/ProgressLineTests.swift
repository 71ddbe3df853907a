import Testing

@testable import CremaRuns

@Suite struct ProgressLineTests {
    @Test func `shows the share, the loss, the speed and the time left`() {
        let progress = RunProgress(task: "train", done: 250, total: 1000, images: 64, loss: 0.5)
        #expect(
            progress.text(since: 50, seconds: 10)
                == "train 250/1000 25 %  loss 0.5  1280 images/s  0:38 left"
        )
    }

    @Test func `shows hours, and images where there is nothing else to count`() {
        let progress = RunProgress(task: "classify", done: 1, total: 7201)
        #expect(
            progress.text(since: 0, seconds: 1) == "classify 1/7201 0 %  1 images/s  2:00:00 left"
        )
    }

    @Test func `shows no speed at the beginning`() {
        let progress = RunProgress(task: "test", done: 1, total: 0)
        #expect(progress.text(since: 1, seconds: 1) == "test 1/0 100 %")
    }
}

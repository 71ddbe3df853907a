extension ChineseWords {
    /// How jobs wait, stop and go on.
    static let queue = """
        job.paused = 已暂停
        job.pausing = 正在暂停

        model.continue = 继续
        model.continue_from = 从哪个快照继续
        model.go_on = 继续训练
        model.go_on_note = 训练从带有求解器状态的快照继续，就像从未停止过一样。该快照之后的部分会重新训练：之后的快照会被删除，曲线从该处继续。
        model.lengthened = 增加 {{count}} 轮
        model.lengthened_rates = 训练原有 {{epochs}} 轮，现在有 {{all}} 轮。学习率（策略 {{policy}}）：原来结束时为 {{before}}，继续时为 {{next}}，新的结束时为 {{end}}。
        model.more_epochs = 增加的轮数
        model.pause = 暂停
        model.resume = 恢复

        queue.dataset = 在队列中排第 {{place}} 位；一次只创建一个数据集。
        queue.for_dataset = 在队列中排第 {{place}} 位；等待“{{name}}”创建完成。
        queue.model = 在队列中排第 {{place}} 位；可以同时运行 {{count}} 个训练。

        settings.save = 保存
        settings.title = 设置
        settings.trainings_at_once = 同时运行的训练数
        settings.trainings_note = 可以同时运行多少个训练；其余的等待。它们共用处理器，因此每个都会变慢，但多个小训练会更早全部完成。

        error.going_on = 该训练已经在继续了。
        error.never_saved = 该训练没有可以继续的快照。请克隆该模型，从头开始训练。
        error.no_model = 该任务不是模型。
        error.no_state = 第 {{epoch}} 轮的快照已没有求解器状态；仍有状态的轮次：{{known}}。若要保留全部状态，请在新建模型时为求解器状态选择“保留全部”。
        error.no_states = 所有快照都没有可供继续的求解器状态。请克隆该模型，从头开始训练。
        error.none_running = 这些任务都没有在等待或运行。
        error.not_continued = 训练未能继续
        error.not_ended = 训练尚未结束；当前状态为{{status}}。
        error.training_complete = 训练已完成；请增加轮数，或选择更早的快照。

        form.no_jobs = 请至少指定一个任务。
        form.not_epochs = 增加的轮数必须是 0 到 {{most}} 的整数，而输入的是“{{found}}”。
        form.trainings_at_once = 同时运行的训练数必须是 1 到 {{most}} 的整数，而输入的是“{{found}}”。
        form.too_many_epochs = 该训练有 {{count}} 轮；再加上这些就超过上限了。请少加一些。

        job_error.state_gone = 训练要从中继续的第 {{iteration}} 次迭代的求解器状态已不存在。
        """
}

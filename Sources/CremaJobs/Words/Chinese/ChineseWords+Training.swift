extension ChineseWords {
    /// How a training goes.
    static let training = """
        curves.csv = CSV 文件
        curves.larger = 放大
        curves.log_scale = 对数刻度
        curves.png = PNG 图片
        curves.smoothing = 平滑
        curves.svg = SVG 图片
        curves.zoom = 曲线的范围
        curves.zoom_all = 全部
        curves.zoom_in = 缩小曲线的范围
        curves.zoom_note = 显示所有轮次。在曲线上拖动可查看一部分，也可按住 Ctrl 并滚动滚轮。
        curves.zoom_out = 扩大曲线的范围

        model.best_snapshot = {{epoch}} · {{measure}} · 最佳
        model.custom_network = 自定义网络
        model.drawn_seed = 随机种子（自动选取）
        model.loss_of = 损失 {{loss}}
        model.network = 网络
        model.norms = 各层
        model.norms_gradients = 各层梯度的范数随轮数的变化
        model.norms_note = 各层权重和梯度的大小（L2 范数），以及每个 ReLU 的输出中零所占的比例。梯度消失的层学不到东西；输出全为零的层已经失效。
        model.norms_weights = 各层权重的范数随轮数的变化
        model.norms_zeros = 各 ReLU 的零输出比例随轮数的变化
        model.notices = 通知
        model.scored_snapshot = {{epoch}} · {{measure}}
        model.start_weights = 初始权重
        model.stopped_because = 停止的原因：{{stopReason}}

        notice.dead_layer = 层“{{layer}}”已失效
        notice.dead_layer_why = 到第 {{iteration}} 次迭代为止，它的输出一直全为 0，因此没有梯度通过它，它之前的层不再学习。请用较低的学习率重新训练，或使用 weight_filler“msra”，或在该层设置 0.1 的 negative_slope。
        notice.exploding_layer = 层“{{layer}}”的权重正在爆炸
        notice.exploding_layer_why = 到第 {{iteration}} 次迭代为止，其范数一再翻倍。{{advice}}
        notice.lower_rate = 请降低学习率，或检查数据的内容。
        notice.not_finite = 层“{{layer}}”算出的已不是数
        notice.not_finite_why = 在第 {{iteration}} 次迭代，它的权重或梯度已不是数（NaN 或无穷大）。{{advice}}
        notice.loss_was = 损失为 {{value}}
        notice.measure_was = 准确率为 {{value}}
        notice.never_measured = 最近 {{count}} 次验证的损失和准确率都不是有限的数。
        notice.not_improved = 最近 {{count}} 次验证都没有超过第 {{iteration}} 次迭代的验证，其{{best}}；因此提前停止了训练。可以从最后一个快照继续训练。
        notice.stopped_early = 已提前停止

        option.early_stopping.label = 提前停止
        option.early_stopping.help = 当验证结果不再改善时结束训练，之后仍可继续训练。没有准确率时，由损失决定。
        option.early_stopping.off = 关闭
        option.early_stopping.accuracy = 按准确率
        option.early_stopping.loss = 按损失
        option.patience.label = 耐心
        option.patience.help = 连续多少次验证没有改善时结束训练。
        option.min_improvement.label = 最小改善
        option.min_improvement.help = 准确率（0 到 1）或损失必须比此前的最佳值好多少。0 表示任何改善都算。
        option.snapshots_kept.label = 保留最近的快照
        option.snapshots_kept.help = 保留最近的多少个快照；验证结果最好的快照也会保留，其余的会被删除。留空则全部保留。
        option.snapshots_kept.placeholder = 全部
        unit.snapshots = 个快照
        unit.validations = 次验证

        settings.off = 关闭
        settings.on = 开启
        settings.tensorboard = 供 TensorBoard 使用的曲线
        settings.tensorboard_note = 此后开始的训练还会把曲线写入各自任务的“tensorboard”文件夹。要查看所有任务的曲线，请对任务文件夹运行 tensorboard --logdir。

        script.best_epoch = 最佳轮次 {epoch}（{name} {value}）
        script.best_mark = 最佳
        script.ends_at = 预计 {time} 结束
        script.epoch_of = 第 {epoch} 轮，共 {epochs} 轮
        script.epoch_point = 第 {epoch} 轮
        script.layer_gradients = 梯度的范数
        script.layer_weights = 权重的范数
        script.layer_zeros = 零输出的比例
        script.images_per_second = 每秒 {count} 张图像
        """
}

extension ChineseWords {
    /// What templates and scripts say.
    static let pages = """
        layout.images = 图像
        layout.language = 语言
        layout.main = 主导航
        layout.new_dataset = 新建数据集
        layout.new_model = 新建模型


        home.about_datasets = 网络从数据集中学习：数据集是一组图像，每张都标有所属类别或数值。
        home.about_models = 选择一个数据集和一个网络，看它如何学习。
        home.datasets = 数据集
        home.first_dataset = 创建第一个数据集
        home.first_model = 训练第一个模型
        home.models = 模型
        home.models_later = 有了数据集，就可以在这里用它训练网络。
        home.no_datasets = 还没有数据集
        home.no_models = 还没有模型

        job.abort = 中止
        job.delete = 删除
        job.log = 日志
        job.log_empty = 还没有内容。
        job.log_tail = 日志的最后几行
        job.percent = {{job.percent}}%
        job.progress = 进度
        job.progress_of = {{name}} 的进度
        job.settings = 设置
        job.source_line = 出错的源代码行
        job.traceback = 调用栈
        job.whole_log = 完整日志

        dataset.classes = 类别
        dataset.count_classes = 个类别
        dataset.count_training = 张训练图像
        dataset.count_validation = 张验证图像
        dataset.count_values = 个数值
        dataset.explore_all = 浏览全部
        dataset.get_mnist = 获取 MNIST
        dataset.image_of_class = 类别 {{label}} 的图像
        dataset.image_with_values = 数值为 {{label}} 的图像
        dataset.images = 图像
        dataset.mean_alt = 训练图像的均值
        dataset.mean_image = 均值图像
        dataset.models = 使用此数据集的模型
        dataset.no_models = 暂无。
        dataset.pixels = 像素，{{kind}}
        dataset.stands_in = 这些是 Fashion-MNIST 的服装图像。MNIST 手写数字的格式与之相同，联网后即可下载并取而代之。
        dataset.train_model = 训练模型
        dataset.training = 训练
        dataset.validation = 验证
        dataset.value = 数值
        dataset.value_high = 训练集中的最大值
        dataset.value_low = 训练集中的最小值
        dataset.values = 数值

        explore.next = 下一页
        explore.no_images = 这一部分中没有该类别的图像。
        explore.page = {{count}}，第 {{number}} 页，共 {{pageCount}} 页
        explore.part = 部分
        explore.previous = 上一页
        explore.title = {{name}} 的图像

        classify.description = 名称
        classify.deviation = 标准差
        classify.histogram = 从 {{low}} 到 {{high}} 的直方图
        classify.layers = 各层的可视化与统计
        classify.mean = 均值
        classify.not_shown = 未显示
        classify.predictions = 预测结果
        classify.shape = 数据形状
        classify.statistics = 统计
        classify.tested_image = 测试的图像
        classify.title = {{job.name}} 对 {{imageName}} 的预测
        classify.visualization = 可视化

        model.accuracy = 准确率
        model.after_first_snapshot = 有了第一个快照后即可使用。
        model.check_note = 在数据集的图像上逐层单独运行，检查形状、梯度、可重复性和耗时。
        model.clone = 克隆
        model.curves = 损失和准确率
        model.curves_alt = 损失和准确率随轮数的变化
        model.download = 下载模型
        model.elsewhere = 在别处使用
        model.elsewhere_note = 将快照的权重连同 prototxt、标签、均值和层文件打包为一个压缩包。
        model.files = 文件
        model.files_later = 训练开始时写入。
        model.format = 格式
        model.loss = 损失
        model.loss_alt = 损失随轮数的变化
        model.no_snapshot = 暂无
        model.on_dataset = · 数据集 <a href="{{path}}">{{name}}</a>
        model.python_layers = Python 层
        model.rate = 学习率
        model.rate_alt = 学习率随轮数的变化
        model.show_visualizations = 显示可视化与统计
        model.snapshot = 快照
        model.test = 测试单张图像
        model.trained = 训练好的模型
        model.upload = 上传图像
        model.validate_whole = 用完整图像验证
        model.validate_whole_note = 重新训练同一个模型，但该层只在训练时使用。
        model.whole_note = 此模型的 Python 层只在训练时起作用，验证图像保持完整。
        model.why = 准确率为什么偏低？

        checks.button = 检查各层
        checks.in_validation = 验证时
        checks.title = 各层的检查结果

        sign_in.open = 进入 Crema
        sign_in.title = 登录
        sign_in.token = 令牌

        form.create = 创建
        form.help = 帮助：{{label}}
        form.kept_entries = 下面有需要修改的地方；您填写的内容均已保留。
        form.kept_text = 下面有需要修改的地方；您输入的内容均已保留。
        form.or_send = 或上传文件
        form.root = 相对于数据根目录 <code>{{root}}</code> 的路径，或该目录下的绝对路径。

        new_dataset.create = 创建 {{title}}
        new_dataset.ready_made = 现成的数据集

        new_model.check_note = 在数据集的图像上运行这些层。
        new_model.close_drawing = 关闭网络图
        new_model.custom_network = 自定义网络
        new_model.customize = 自定义
        new_model.drawing = 网络图
        new_model.kept_file = 沿用之前的文件：<strong>{{name}}</strong>
        new_model.make_dataset = 先创建数据集
        new_model.network = 网络
        new_model.no_dataset = 模型要从数据集中学习，而现在还没有数据集
        new_model.open = 打开
        new_model.open_note = 在单独的窗口中打开
        new_model.python_layers = Python 层
        new_model.python_note = 继承自 <code>caffe.Layer</code> 的类。在网络中，由类型为 <code>Python</code> 的层引用它，module 写作 <code>digits_python_layers</code>。
        new_model.solver = 求解器选项
        new_model.standard_choice = 标准网络
        new_model.standard_networks = 标准网络
        new_model.visualize = 可视化

        script.accuracy_axis = 准确率 (%)
        script.checking = 正在运行各层…
        script.epoch_axis = 轮数
        script.loss_axis = 损失
        script.no_answer = Crema 没有响应；它还在运行吗？
        script.percent = {number}%
        script.rate_axis = 学习率
        script.rate_now = 当前 {rate}
        script.status = Crema 返回了状态 {status}。
        script.train_curve = {name}（训练）
        script.val_curve = {name}（验证）
        """
}

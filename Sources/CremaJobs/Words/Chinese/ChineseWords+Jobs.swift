extension ChineseWords {
    /// What becomes of jobs, and why the studio cannot start.
    static let jobs = """
        job.dataset_aborted = 数据集无法使用：“{{name}}”已中止。
        job.dataset_deleted = 数据集无法使用：它已被删除。
        job.dataset_failed = 数据集无法使用：“{{name}}”创建失败。
        job.disk_full = 磁盘已满：在腾出空间之前，无法记录任务的进展。
        job.ended_unrecorded = 进程在 Crema 未运行期间结束。磁盘已满，因此未能记录它是如何结束的。
        job.ended_unwatched = 进程在 Crema 未运行期间结束。
        job.folder_removed = 任务运行时，任务文件夹被移除。
        job.note = 提示
        job.process_ended = 进程异常结束：{{ending}}。

        ending.exited = 退出码为 {{code}}
        ending.exited_because = 退出码为 {{code}}（{{reason}}）
        ending.late = 运行时间过长，已被终止
        ending.signal = 被信号 {{signal}} 终止
        ending.signal_4 = 被信号 4 终止（处理器不支持某条指令，或检查未通过）
        ending.signal_5 = 被信号 5 终止（程序中的检查未通过）
        ending.signal_6 = 被信号 6 终止（某个库中止了运行，请查看日志）
        ending.signal_7 = 被信号 7 终止（映射的文件变短，可能是磁盘已满）
        ending.signal_8 = 被信号 8 终止（除以零）
        ending.signal_9 = 被信号 9 终止（可能是内存不足）
        ending.signal_11 = 被信号 11 终止（原生代码访问了不属于它的内存）
        ending.unknown = 未留下任何记录，它是由之前的 Crema 启动的

        job_error.damaged = job.json 已损坏：{{reason}}
        job_error.dataset_gone = 模型所用的数据集 {{folder}} 已不存在，类别名称和均值也随之丢失；请将该文件夹放回原处
        job_error.no_data_layer = {{file}} 中没有 Data 层，无法得知所用的数据集
        job_error.no_drawing = dot -Tsvg 没有输出网络图
        job_error.no_graphviz = 网络图由 Graphviz 绘制；请用“apt-get install graphviz”安装
        job_error.no_images = {{folder}} 不是图像数据集：其 dataset.json 中没有图像
        job_error.no_mean = 缺少要从图像中减去的均值文件 {{file}}；请将它放回原处
        job_error.no_method = 没有名为“{{method}}”的数据集创建方式
        job_error.no_reason = 未给出原因
        job_error.no_snapshot = {{folder}} 中没有快照“{{snapshot}}”；现有快照的迭代次数：{{known}}
        job_error.no_snapshot_yet = {{folder}} 中还没有快照；请等待第一个快照生成
        job_error.program_failed = {{command}} 失败：{{reason}}
        job_error.program_late = {{program}} 运行超过 {{seconds}} 秒，已被终止
        job_error.too_large = {{folder}} 已损坏：其 dataset.json 中的图像大小为 {{width}} x {{height}} 像素，而上限是 {{limit}} 像素；请重新创建
        job_error.unfinished = {{folder}} 不是已完成的数据集：{{reason}}

        start.cannot_listen = 无法监听 {{host}}:{{port}}：{{reason}}
        start.no_packages = Crema 的页面需要 {{packages}}：sudo apt-get install {{names}}
        start.no_styles = 程序旁边缺少 Crema 的样式文件；请重新构建。
        start.no_template = 没有名为“{{name}}”的模板。
        start.no_templates = 程序旁边缺少 Crema 的模板；请重新构建。
        start.port_in_use = {{host}} 的端口 {{port}} 已被占用；请停止占用它的程序，或用 --port 指定其他端口。
        start.token = {{file}}：无法写入令牌。

        warning.crop = 层“{{layer}}”要裁剪到 {{asked}} 像素，而图像只有 {{limit}} 像素，因此裁剪到 {{limit}} 像素。
        warning.top_k = 层“{{layer}}”未被采用：全部 {{classes}} 个类别都在前 {{top}} 名之内。
        """

    /// What other parts report, with the English next to it there.
    static let reports = """
        dataset_error.all_skipped = {{count}} 张图像全部被跳过 ({{part}})；第一张的原因：{{reason}}
        dataset_error.blank_in_path = {{folder}} 的名称中有空格，而 HDF5 文件列表不能包含空格；请选择其他文件夹，或使用 LMDB
        dataset_error.lost_class = 类别“{{class}}”没有可用于训练的图像：它的 {{count}} 张图像都无法使用。请修复这些图像，或移除该文件夹
        dataset_error.lost_classes = 类别“{{class}}”没有可用于训练的图像：它的 {{count}} 张图像都无法使用，另有 {{others}} 个类别也是如此。请修复这些图像，或移除这些文件夹
        dataset_error.most_below_least = 每类最多 {{most}} 张图像，低于最少图像数 {{least}}
        dataset_error.names = 每张图像有 {{count}} 个数值，却给出了 {{found}} 个名称 ({{names}})；请为每个数值各写一个名称
        dataset_error.no_fashion_mnist = 本机没有 Fashion-MNIST：请安装软件包 dataset-fashion-mnist
        dataset_error.no_images = 没有找到图像：{{folder}} 中应为每个类别各有一个文件夹，内含 {{formats}} 文件
        dataset_error.no_mnist = 无法下载 MNIST。请将 CREMA_MNIST 设为包含它的四个文件的文件夹，或改用无需联网的 Fashion-MNIST
        dataset_error.no_part = {{folder}} 没有 {{part}} 部分
        dataset_error.no_val_images = 没有找到用于验证的图像：{{folder}} 中的文件夹应与训练图像的文件夹同名
        dataset_error.one_class = 有图像的类别不足 2 个（现有 {{count}} 个）：{{folder}} 下的每个文件夹就是一个类别
        dataset_error.one_large_class = 可用的类别不足 2 个（现有 {{count}} 个）：{{folder}} 中图像过少的类别不会采用
        dataset_error.with_omitted = {{error}}；在找到的内容中，{{reasons}}

        exit.64 = 未知的命令、选项或值
        exit.65 = 文件已损坏或不匹配：权重、快照、记录、图像
        exit.66 = 文件不存在或无法读取
        exit.71 = 网络需要的内存超过可用内存
        exit.73 = 文件无法写入：磁盘已满、没有权限或文件已存在
        exit.75 = 任务文件夹已由另一个 Crema 使用，或 crema walkthrough 正在使用
        exit.78 = 网络或求解器的文本有误
        exit.124 = 某个 Python 层的运行时间超过 --layer-timeout

        json_error.cut_short = 它不是 JSON，或者不完整
        json_error.missing = 缺少 {{place}}
        json_error.type = {{place}} 的类型不对
        json_error.unreadable = 无法读取
        json_error.value = {{place}} 的值不允许
        json_error.whole = 整个文件

        net_error.no_loss = 网络中没有任何层带有损失权重，因此什么也学不到；请添加损失层，或在其他层中写上 loss_weight: 1
        net_error.no_loss_weight = 网络中没有任何层带有损失权重，因此什么也学不到；如果层“{{layer}}”的输出就是损失，请在该层中写上 loss_weight: 1

        notice.no_loss = 网络没有损失
        notice.no_weights = 没有载入任何权重

        omitted.images = {{all}} 张图像中有 {{lost}} 张被跳过
        omitted.class = 有一个类别未被采用
        omitted.others = 其他文件已跳过
        omitted.summary = {{reasons}}。
        omitted.list = {{first}}；{{second}}
        omitted.noImage = {{count}} 个不是图像
        omitted.damaged = {{count}} 个已损坏
        omitted.tooLarge = {{count}} 个过大
        omitted.unreadable = {{count}} 个无法读取
        omitted.otherKind = {{count}} 个是不支持的格式
        omitted.smallClass = {{count}} 个属于图像过少的类别（{{classes}} 个类别）
        omitted.unknownClass = {{count}} 个属于训练图像中没有的类别（{{classes}} 个类别）
        omitted.outside = {{count}} 个在各类别文件夹之外
        omitted.unusableName = {{count}} 个的名称中有换行符
        omitted.otherFile = {{count}} 个其他文件不是图像
        omitted.hidden = {{count}} 个隐藏的文件或文件夹

        run_status.stopped = 在第 {{iteration}} 次迭代后停止
        """
}

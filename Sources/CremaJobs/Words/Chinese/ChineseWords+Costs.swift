extension ChineseWords {
    /// What a network costs before it is trained.
    static let costs = """
        cost.title = 所需资源
        cost.layers = 逐层查看
        cost.layer = 层
        cost.type = 类型
        cost.shape = 形状
        cost.parameters = 参数
        cost.memory = 内存
        cost.operations = 乘加运算
        cost.summary = 批大小为 {{batch}} 时需要 {{memory}} 内存（可用 {{free}}），共 {{parameters}} 个参数，每张图像 {{operations}} 次乘加运算。
        cost.time = 在这台机器上，一轮大约需要 {{epoch}}，{{count}} 轮大约需要 {{all}}。
        cost.busy = 没有任务运行时才会测量时间。
        cost.unknown = 训练之前无法得知该网络所需的资源。
        cost.entries = 表单的各项均可识别时，才会显示所需资源。
        cost.no_dataset = 请选择已完成的数据集，以查看网络所需的资源。
        cost.does_not_fit = 训练需要 {{memory}} 内存，而可用内存为 {{free}}。可用的最大批大小为 {{fitting}}。
        cost.batch_too_large = 训练所需的内存远超可用的 {{free}}。可用的最大批大小为 {{fitting}}。
        cost.never_fits = 即使批大小为 1，训练也无法在可用的 {{free}} 内存中进行。请选择更小的网络或更小的图像。
        script.measuring = 正在测量一轮所需的时间……
        """
}

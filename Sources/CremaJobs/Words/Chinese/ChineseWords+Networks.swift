extension ChineseWords {
    /// Where the network and the weights of a new model come from.
    static let networks = """
        network.takes_any = 可接受至少 {{least}} x {{least}} 的图像，灰度或彩色均可。
        network.takes_grey = 可接受至少 {{least}} x {{least}} 的灰度图像。
        network.takes_colour = 可接受至少 {{least}} x {{least}} 的彩色图像。
        form.network_size = {{network}} 无法使用 {{width}} x {{height}} 的{{colours}}图像。{{takes}}请选择其他数据集，或以更大的图像重新创建该数据集。
        form.network_size_but = {{network}} 无法使用 {{width}} x {{height}} 的{{colours}}图像。{{takes}}可以使用这些图像的网络：{{others}}。
        form.sweep_limit = 该表单中的列表会产生 {{count}} 个模型；一次最多创建 {{limit}} 个。请缩短列表。
        new_model.sweep_note = 每个数都可以填写多个值，用逗号分隔，例如 0.01, 0.001：每种组合训练一个模型。
        new_model.rate_curve = 训练过程中的学习率
        script.training_axis = 训练进度 (%)
        fixed.no_pretrained = 没有预训练模型；请选择以前的网络，或为自定义网络指定权重
        form.choose_previous = 请选择要继续训练的模型。
        form.previous_of_other_task = “{{name}}”属于其他任务（{{kind}}）；请选择本任务的模型。
        error.no_start_weights = 该模型是从头开始训练的，没有初始权重。
        error.not_weights = “{{name}}”不是权重文件：{{reason}}。
        new_model.previous_networks = 以前的网络
        new_model.no_previous = 还没有可以继续训练的模型。
        new_model.snapshot_of = {{title}} 的快照
        new_model.from_start = 无（从头开始）
        new_model.last_snapshot = 最后一个
        new_model.best_snapshot = 最佳
        new_model.start_weights = 该模型的初始权重
        new_model.model_note = 数据集 {{dataset}}，{{status}}
        option.method.previous = 以前的网络
        option.previous_networks.label = 以前的网络
        option.previous_networks.help = 本工作室的一个模型，以及训练开始时所用权重的快照。用于其他数据集时类别不同，最后一层会重新开始训练，并命名为 …_retrain。
        option.previous_networks.requirement = 请选择要继续训练的模型。
        option.custom_network_snapshot.label = 初始权重
        option.custom_network_snapshot.help = 工作室所在机器上 .caffemodel 文件的路径。同名的层使用其中的权重，其余的层重新开始训练。留空则从头开始训练。
        new_model.dataset_note = {{width}} x {{height}}，{{colours}}，{{count}} 张
        script.epoch = 第 {epoch} 轮
        script.model_name = {network}（数据集 {dataset}）

        network.cifar10-quick.summary = Krizhevsky 的 cuda-convnet；适用于 32 x 32 的彩色小图像，几分钟即可训练完成。
        network.cifar10-full.summary = Krizhevsky 的 cuda-convnet；适用于 32 x 32 的彩色小图像，训练较多轮后比快速版更准确。
        network.caffenet.summary = Jia 等，2014；先池化的 AlexNet，适用于 256 x 256 的彩色图像，裁剪到 227。
        network.vgg16.summary = Simonyan 和 Zisserman，2014；适用于 256 x 256 的彩色图像，裁剪到 224。网络大，训练慢。
        network.squeezenet.summary = Iandola 等，2016；适用于 256 x 256 的彩色图像，裁剪到 227。网络小，权重仅 5 MB。
        network.resnet50.summary = He 等，2015；适用于 256 x 256 的彩色图像，裁剪到 224。准确，但训练慢。
        option.standard_networks.cifar10-quick = CIFAR-10 快速版
        option.standard_networks.cifar10-full = CIFAR-10 完整版
        """
}

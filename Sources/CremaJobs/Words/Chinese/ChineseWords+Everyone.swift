extension ChineseWords {
    /// Help, and what makes the form of a new model easier.
    static let everyone = """
        layout.about_page = 关于本页
        layout.guide = 使用指南
        layout.help = 帮助

        new_model.advanced = 高级选项
        new_model.advanced_note = 学习率、求解器、批大小、Python 层：都可以保持不变。
        new_model.fits = 适合您的图像
        new_model.keep_network = 保留我的网络
        new_model.replace_network = 替换
        new_model.replace_note = 编辑器中的网络已被修改，尚未提交。它将被另一个网络取代。
        new_model.replace_title = 要替换您的网络吗？
        new_model.training = 训练

        script.network_error = 有 1 处错误，在第 {line} 行。
        script.network_errors = 有 {count} 处错误，第一处在第 {line} 行。
        """
}

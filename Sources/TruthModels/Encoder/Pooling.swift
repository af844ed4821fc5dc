/// How a text's token vectors become one.
enum Pooling: Sendable {
    /// Their mean.
    case mean
    /// The first token's, which frames the text.
    case first

    /// What a folder of sentence-transformers says; the mean where it says nothing.
    ///
    /// - Throws: ``ModelError``, naming the setting, if it asks for another way.
    init(folder: String) throws {
        self = .mean
        guard let settings = try ModelSettings.file("1_Pooling/config.json", in: folder) else { return }
        // sentence-transformers from 6 on names the way; before, there was a switch for each.
        if let mode = try settings.string(ifPresent: "pooling_mode") {
            switch mode {
            case "mean": return
            case "cls": self = .first
            default:
                throw ModelError.unsupportedSetting(path: settings.path, name: "pooling_mode", value: mode, supported: "mean, cls")
            }
            return
        }
        for name in ["max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"] {
            try settings.require("pooling_mode_" + name, false)
        }
        guard try settings.bool(ifPresent: "pooling_mode_cls_token") ?? false else { return }
        try settings.require("pooling_mode_mean_tokens", false)
        self = .first
    }
}

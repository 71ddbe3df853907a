import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/settings`: what can be changed while the studio runs.
struct SettingsPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .administer)
        routes.replying(.page(.object)).get("settings", use: show)
        routes.taking(FormCatalog.settings).replying(.done(.object))
            .post("settings", use: change)
            .put("settings", use: change)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let settings = await settings
        if context.wantsJSON { return try .json(settings) }
        return try studio.views.page(view(of: settings), context)
    }

    private var settings: StudioSettings {
        get async {
            StudioSettings(
                trainingsAtOnce: await studio.queue.trainingsAtOnce,
                tensorBoard: StudioSettings.kept(in: studio.store.folder)?.tensorBoard
            )
        }
    }

    /// Takes `trainings_at_once`, and `tensorboard` (`on` or `off`; without it, it stays as it is).
    @Sendable private func change(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.words)
        let text = form[Self.field]
        do {
            try FormCatalog.settings.check(form, request)
            guard let count = Int(text), StudioSettings.allowedTrainings.contains(count) else {
                throw FormErrors([Self.field: [Self.refusal(of: text)]])
            }
            var settings = await settings
            settings.trainingsAtOnce = count
            let curves = form["tensorboard"]
            // Off is kept as nothing.
            if ["on", "off"].contains(curves) {
                settings.tensorBoard = curves == "on" ? true : nil
            }
            try settings.keep(in: studio.store.folder)
            await studio.queue.allow(trainingsAtOnce: count)
            return context.wantsJSON ? try .json(settings) : .seeOther("/settings")
        } catch let errors as FormErrors where !context.wantsJSON {
            let view = SettingsView(
                trainingsAtOnce: text,
                most: StudioSettings.allowedTrainings.upperBound,
                hasTensorBoard: form["tensorboard"] == "on",
                error: errors.sentences(in: context.words).lines(context.words)
                    .joined(separator: " ")
            )
            return try studio.views.page(view, context, status: .badRequest)
        }
    }

    private static let field = "trainings_at_once"

    private static func refusal(of text: String) -> Phrase {
        let most = StudioSettings.allowedTrainings.upperBound
        return Phrase("form.trainings_at_once", ["found": String(text.prefix(40)), "most": most])
    }

    private func view(of settings: StudioSettings) -> SettingsView {
        SettingsView(
            trainingsAtOnce: String(settings.trainingsAtOnce),
            most: StudioSettings.allowedTrainings.upperBound,
            hasTensorBoard: settings.tensorBoard == true
        )
    }
}

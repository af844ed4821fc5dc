import Testing
import TruthCorpus
import TruthTraining

struct RecipeTests {
    @Test
    func `the printed recipe is read back as the default`() throws {
        #expect(try TrainingRecipe(yaml: TrainingRecipe().yaml) == TrainingRecipe())
    }

    @Test
    func `every setting's printed value changes when it is set, and is read back`() throws {
        var recipe = TrainingRecipe()
        for change in ["run.seed=9", "run.spike=skip", "model.activation=relu2", "optimizer.kind=muon", "schedule.shape=cosine", "data.shards=\"a b\"", "parametrization.kind=mup", "evaluation.prompt=\"x: y\""] {
            let before = recipe
            try recipe.set(change)
            #expect(recipe != before)
        }
        #expect(try TrainingRecipe(yaml: recipe.yaml) == recipe)
    }

    @Test(arguments: [
        ("model: {widht: 3}", RecipeError.unknownSetting(name: "model.widht", nearest: "model.width", printing: "truthgpt train recipes")),
        ("modle: {width: 3}", RecipeError.unknownSetting(name: "modle", nearest: "model", printing: "truthgpt train recipes")),
        ("model: {width: wide}", RecipeError.wrongValue(setting: "model.width", found: "wide", expected: "a whole number of at least 2 and at most 65536")),
        ("optimizer: {kind: sgd}", RecipeError.wrongValue(setting: "optimizer.kind", found: "sgd", expected: "adamw or muon")),
        ("optimizer: {rate: 0}", RecipeError.wrongValue(setting: "optimizer.rate", found: "0", expected: "a number above 0.0")),
    ])
    func `a wrong setting is named with what was meant`(yaml: String, error: RecipeError) {
        #expect(throws: error) { _ = try TrainingRecipe(yaml: yaml) }
    }

    @Test(arguments: [
        ["model.heads=4", "model.key-value-heads=3"], ["model.head-width=63"], ["model.tied=true", "parametrization.zero-head=true"],
        ["schedule.steps=10", "schedule.warmup=11"], ["data.sequence-length=128", "model.context-length=64"],
        ["model.start=x", "parametrization.kind=mup"],
    ])
    func `settings that are impossible together are refused`(changes: [String]) throws {
        var recipe = TrainingRecipe()
        for change in changes { try recipe.set(change) }
        #expect(throws: RecipeError.self) { try recipe.validate() }
    }

    @Test(arguments: ["model", "width=3", "model.width", "=", "a.b=[", "model.width=["])
    func `what is no assignment is refused`(text: String) {
        var recipe = TrainingRecipe()
        #expect(throws: RecipeError.self) { try recipe.set(text) }
    }

    @Test
    func `schedules rise, stay and fall`() {
        let linear = Schedule(shape: .linear, warmup: 10, cooldown: 0.4, floor: 0.1)
        #expect(linear.factor(step: 0, progress: 0) == 0.1)
        #expect(linear.factor(step: 9, progress: 0.09) == 1)
        #expect(linear.factor(step: 50, progress: 0.6) == 1)
        #expect(abs(linear.factor(step: 80, progress: 0.8) - 0.55) < 1e-9)
        #expect(abs(linear.factor(step: 100, progress: 1) - 0.1) < 1e-9)
        let cosine = Schedule(shape: .cosine, warmup: 0, cooldown: 0, floor: 0)
        #expect(abs(cosine.factor(step: 5, progress: 0.5) - 0.5) < 1e-9)
        #expect(Schedule(shape: .constant, warmup: 0, cooldown: 0.5, floor: 0).factor(step: 99, progress: 0.99) == 1)
    }
}

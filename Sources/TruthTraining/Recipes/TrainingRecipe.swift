package import TruthCorpus
package import TruthTensors

/// What a run trains, on what, and how. Written as YAML; every setting has a default, so a recipe states only what differs.
///
/// `TrainingRecipe().yaml` is the whole of it, with what each setting means.
package struct TrainingRecipe: Sendable, Hashable {
    package var run = RunSettings()
    package var data = DataSettings()
    package var examples = ExampleSettings()
    package var model = ModelSettings()
    package var adapter = AdapterSettings()
    package var preference = PreferenceSettings()
    package var parametrization = ParametrizationSettings()
    package var batch = BatchSettings()
    package var optimizer = OptimizerSettings()
    package var schedule = ScheduleSettings()
    package var evaluation = EvaluationSettings()
    package var checkpoints = CheckpointSettings()

    package init() {}
}

extension TrainingRecipe {
    /// What is taught.
    package enum TaskKind: String, Sendable, Hashable, CaseIterable {
        /// To go on with texts of token shards.
        case pretrain
        /// To answer as the assistant of conversations does.
        case chat
        /// To prefer one of two answers.
        case preference
    }

    package struct RunSettings: Sendable, Hashable {
        package var task = TaskKind.pretrain
        package var seed = 1
        package var precision = Precision.bf16
        package var recomputes = false
        package var gradientLimit = 0.0
        package var spikeFactor = 3.0
        package var spikeAction = SpikeAction.stop
    }

    /// What to do about a step whose loss is no number or far above the recent ones.
    package enum SpikeAction: String, Sendable, Hashable, CaseIterable {
        case stop, skip
    }

    package struct DataSettings: Sendable, Hashable {
        package var shards = ""
        package var sequenceLength = 256
        package var separatesDocuments = false
    }

    package struct ExampleSettings: Sendable, Hashable {
        package var train = ""
        package var validation = ""
        package var validationShare = 0.1
        package var template = ""
    }

    package struct AdapterSettings: Sendable, Hashable {
        package var rank = 0
        package var alpha = 16.0
        package var targets = LowRankTarget.allCases.map(\.rawValue)
    }

    package struct PreferenceSettings: Sendable, Hashable {
        package var beta = 0.1
    }

    package struct ModelSettings: Sendable, Hashable {
        package var start = ""
        package var layers = 6
        package var width = 256
        package var heads = 4
        package var keyValueHeads = 4
        package var headWidth = 64
        package var hiddenWidth = 768
        package var activation = FeedForwardActivation.swiGLU
        package var normalizesHeads = false
        package var isTied = true
        package var rotaryBase = 10_000.0
        package var normEpsilon = 1e-5
        package var contextLength = 0
    }

    package struct ParametrizationSettings: Sendable, Hashable {
        package var kind = Parametrization.Kind.standard
        package var baseWidth = 256
        package var baseLayers = 6
        package var deviation = 0.02
        package var embeddingScale = 1.0
        package var outputScale = 1.0
        package var startsHeadAtZero = false
    }

    package struct BatchSettings: Sendable, Hashable {
        package var sequences = 16
        package var accumulation = 1
    }

    package enum OptimizerKind: String, Sendable, Hashable, CaseIterable {
        case adamW = "adamw"
        case muon
    }

    package struct OptimizerSettings: Sendable, Hashable {
        package var kind = OptimizerKind.adamW
        package var rate = 0.003
        package var muonRate = 0.02
        package var embeddingRate = 0.0
        package var headRate = 0.0
        package var beta1 = 0.9
        package var beta2 = 0.95
        package var epsilon = 1e-8
        package var decay = 0.1
        package var muonDecay = 0.0
        package var momentum = 0.95
        package var iterations = 5
        package var clip = 1.0
        package var averaging = 0.0
    }

    package struct ScheduleSettings: Sendable, Hashable {
        package var steps = 1000
        package var minutes = 0.0
        package var warmup = 40
        package var shape = Schedule.Shape.linear
        package var cooldown = 0.4
        package var floor = 0.0
    }

    package struct EvaluationSettings: Sendable, Hashable {
        package var every = 250
        package var tokens = 262_144
        package var prompt = ""
        package var sampleTokens = 64
        package var choices: [String] = []
        package var choiceQuestions = 200
    }

    package struct CheckpointSettings: Sendable, Hashable {
        package var every = 250
        package var keep = 2
    }
}

extension TrainingRecipe: Recipe {
    package static let printing = "truthgpt train recipes"
    package static let heading = "A recipe for `truthgpt train RECIPE`. What is left out stays as here; `group.setting=value` behind the recipe changes one."

    package static let sections: [(name: String, explanation: String)] = [
        ("run", "The run as a whole."),
        ("data", "What is learnt from."),
        ("examples", "Conversations to learn from, for run.task chat and preference."),
        ("model", "The decoder, of the Llama family."),
        ("adapter", "Low-rank adapters (LoRA), which learn in place of the model, for run.task chat and preference."),
        ("preference", "Learning from preferences (DPO)."),
        ("parametrization", "How numbers start and how fast they learn as widths change."),
        ("batch", "What one step reads."),
        ("optimizer", "How parameters are changed."),
        ("schedule", "How long, and how the learning rates go."),
        ("evaluation", "What is measured in between."),
        ("checkpoints", "What is saved in between."),
    ]

    package static var fields: [RecipeField<TrainingRecipe>] { runFields + modelFields + optimizerFields + upkeepFields }

    private static var runFields: [RecipeField<TrainingRecipe>] {
        [
            .choice("run", "task", \.run.task, "pretrain: go on with the texts of data.shards. chat: answer as the assistant of examples does. preference: prefer the chosen answers of examples to the rejected ones (DPO)."),
            .count("run", "seed", \.run.seed, "Same seed, data and machine, same run, bit for bit."),
            .choice("run", "precision", \.run.precision, "bf16: activations and the operands of products; parameters, sums and losses stay f32. f32: everything."),
            .flag("run", "recompute", \.run.recomputes, "Compute blocks again on the way back instead of keeping their activations: less memory, a third more work."),
            .number("run", "gradient-limit", \.run.gradientLimit, "A gradient norm above this counts as a spike; 0 sets no limit."),
            .number("run", "spike-factor", \.run.spikeFactor, "A loss this many times the recent mean is a spike; 0 looks only for what is no number."),
            .choice("run", "spike", \.run.spikeAction, "What to do about a spike: stop with the step and its documents, or skip the step."),
            .optionalText("data", "shards", \.data.shards, "The folder of `truthgpt corpus shards`; empty for shards/corpus in the data directory."),
            .count("data", "sequence-length", \.data.sequenceLength, atLeast: 2, atMost: 1 << 20, "Tokens of one sequence."),
            .flag("data", "separate-documents", \.data.separatesDocuments, "Tokens don't see the documents before their own."),
            .optionalText("examples", "train", \.examples.train, "A file with a JSON object a line, or one JSON array: messages, conversations, or instruction and output; with chosen and rejected for preferences."),
            .optionalText("examples", "validation", \.examples.validation, "Another such file; empty to keep a share of the first one."),
            .number("examples", "validation-share", \.examples.validationShare, atMost: 0.9, "The share that isn't learnt from; the same conversation beginnings always fall on the same side."),
            .optionalText("examples", "template", \.examples.template, "How conversations are written, by the name that --template takes; empty for the model's own."),
        ]
    }

    private static var modelFields: [RecipeField<TrainingRecipe>] {
        [
            .optionalText("model", "start", \.model.start, "A model to go on from: a safetensors folder or an F32, F16, BF16 or Q8_0, Q4_0, Q4_1 GGUF file. Then its own sizes count, not those below."),
            .count("model", "layers", \.model.layers, atLeast: 1, atMost: 1024, "Blocks."),
            .count("model", "width", \.model.width, atLeast: 2, atMost: 1 << 16, "Numbers per token between blocks."),
            .count("model", "heads", \.model.heads, atLeast: 1, atMost: 1024, "Query heads."),
            .count("model", "key-value-heads", \.model.keyValueHeads, atLeast: 1, atMost: 1024, "Key-value heads; a divisor of heads."),
            .count("model", "head-width", \.model.headWidth, atLeast: 2, atMost: 256, "Numbers per head, even."),
            .count("model", "hidden-width", \.model.hiddenWidth, atLeast: 1, atMost: 1 << 18, "Numbers inside the feed-forward part."),
            .choice("model", "activation", \.model.activation, "swiglu: as Llama. relu2 or gelu: without a gate; only TruthGPT serves these."),
            .flag("model", "normalize-heads", \.model.normalizesHeads, "Bring queries and keys to unit root mean square; only TruthGPT serves this."),
            .flag("model", "tied", \.model.isTied, "The head is the embedding."),
            .number("model", "rotary-base", \.model.rotaryBase, above: 0, "The base of the rotary embedding's frequencies."),
            .number("model", "norm-epsilon", \.model.normEpsilon, "Added to the mean square in RMSNorm."),
            .count("model", "context-length", \.model.contextLength, atMost: 1 << 20, "The longest text the exported model claims; 0 for data.sequence-length."),
            .count("adapter", "rank", \.adapter.rank, atMost: 1024, "The adapters' rank; 0 for none: then the whole model learns."),
            .number("adapter", "alpha", \.adapter.alpha, above: 0, "Adapters count with alpha / rank."),
            .texts("adapter", "targets", \.adapter.targets, "Matrices that have adapters, of query, key, value, output, gate, up and down."),
            .number("preference", "beta", \.preference.beta, above: 0, "How dearly the model pays for leaving its beginnings; its reward is beta times the gained log-probability."),
            .choice("parametrization", "kind", \.parametrization.kind, "standard, or mup: learning rates found on a narrow model hold for wide ones."),
            .count("parametrization", "base-width", \.parametrization.baseWidth, atLeast: 1, "mup: the width that rates were found for."),
            .count("parametrization", "base-layers", \.parametrization.baseLayers, atLeast: 1, "mup: the number of layers that rates were found for."),
            .number("parametrization", "deviation", \.parametrization.deviation, above: 0, "The standard deviation of first numbers (mup: at the base width)."),
            .number("parametrization", "embedding-scale", \.parametrization.embeddingScale, above: 0, "Factor on embeddings."),
            .number("parametrization", "output-scale", \.parametrization.outputScale, above: 0, "Factor on logits (mup: at the base width)."),
            .flag("parametrization", "zero-head", \.parametrization.startsHeadAtZero, "The head starts at zero; it can't be tied then."),
        ]
    }

    private static var optimizerFields: [RecipeField<TrainingRecipe>] {
        [
            .count("batch", "sequences", \.batch.sequences, atLeast: 1, "Sequences computed together."),
            .count("batch", "accumulation", \.batch.accumulation, atLeast: 1, "How many such batches make one step."),
            .choice("optimizer", "kind", \.optimizer.kind, "adamw: for all parameters. muon: for the matrices of blocks, AdamW for the rest."),
            .number("optimizer", "rate", \.optimizer.rate, above: 0, "AdamW's learning rate."),
            .number("optimizer", "muon-rate", \.optimizer.muonRate, above: 0, "Muon's learning rate."),
            .number("optimizer", "embedding-rate", \.optimizer.embeddingRate, "AdamW's rate for embeddings; 0 for `rate`."),
            .number("optimizer", "head-rate", \.optimizer.headRate, "AdamW's rate for an untied head; 0 for `rate`."),
            .number("optimizer", "beta1", \.optimizer.beta1, atMost: 0.9999, "How much of the mean gradient stays."),
            .number("optimizer", "beta2", \.optimizer.beta2, atMost: 0.99999, "How much of the mean square stays."),
            .number("optimizer", "epsilon", \.optimizer.epsilon, "Added to the root of the mean square."),
            .number("optimizer", "decay", \.optimizer.decay, "AdamW's weight decay, on matrices only."),
            .number("optimizer", "muon-decay", \.optimizer.muonDecay, "Muon's weight decay."),
            .number("optimizer", "momentum", \.optimizer.momentum, atMost: 0.9999, "Muon's momentum, with Nesterov's look ahead."),
            .count("optimizer", "iterations", \.optimizer.iterations, atLeast: 1, atMost: 20, "Muon's Newton–Schulz iterations."),
            .number("optimizer", "clip", \.optimizer.clip, "The largest gradient norm; 0 doesn't clip."),
            .number("optimizer", "averaging", \.optimizer.averaging, atMost: 0.99999, "Keep a moving average of the parameters with this decay, and evaluate and export it; 0 for none."),
            .count("schedule", "steps", \.schedule.steps, atLeast: 1, "Steps of the run."),
            .number("schedule", "minutes", \.schedule.minutes, "Minutes of training instead, evaluation not counted; 0 for `steps`. Such a run can't be repeated bit for bit."),
            .count("schedule", "warmup", \.schedule.warmup, "Steps in which the rates rise from 0."),
            .choice("schedule", "shape", \.schedule.shape, "constant, cosine, or linear: constant, then falling over the last `cooldown`."),
            .number("schedule", "cooldown", \.schedule.cooldown, atMost: 1, "linear: the share of the run in which rates fall."),
            .number("schedule", "floor", \.schedule.floor, atMost: 1, "cosine and linear: the share of the rates that is left at the end."),
        ]
    }

    private static var upkeepFields: [RecipeField<TrainingRecipe>] {
        [
            .count("evaluation", "every", \.evaluation.every, "Steps between evaluations; 0 only at the end."),
            .count("evaluation", "tokens", \.evaluation.tokens, atLeast: 1, "Validation tokens read each time, from the front."),
            .optionalText("evaluation", "prompt", \.evaluation.prompt, "Text to go on from as a sample."),
            .count("evaluation", "sample-tokens", \.evaluation.sampleTokens, atMost: 4096, "Tokens of a sample; 0 for none."),
            .texts("evaluation", "choices", \.evaluation.choices, "Files of multiple-choice questions: question, choices, the answer's index, and context if there is any."),
            .count("evaluation", "choice-questions", \.evaluation.choiceQuestions, atLeast: 1, "Questions read of each such file, spread over it."),
            .count("checkpoints", "every", \.checkpoints.every, "Steps between checkpoints; 0 only at the end."),
            .count("checkpoints", "keep", \.checkpoints.keep, atLeast: 1, "How many are kept, besides the best."),
        ]
    }
}

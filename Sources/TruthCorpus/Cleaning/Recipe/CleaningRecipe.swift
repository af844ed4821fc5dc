/// Which steps clean a corpus, and how. Written as YAML; every setting has a default, so a recipe states only what differs.
///
/// ```yaml
/// languages:
///   keep: [en, de]
/// near-duplicates:
///   setting: posts
/// ```
///
/// `CleaningRecipe.default.yaml` is the whole of it, with what each setting means.
public struct CleaningRecipe: Sendable, Hashable {
    public var unicode = UnicodeSettings()
    public var languages = LanguageSettings()
    public var boilerplate = BoilerplateSettings()
    public var quality = QualitySettings()
    public var repetition = RepetitionSettings()
    public var posts = PostSettings()
    public var campaigns = CampaignSettings()
    public var exactDuplicates = ExactDuplicateSettings()
    public var authors = AuthorSettings()
    public var privateData = PrivateDataSettings()
    public var nearDuplicates = NearDuplicateChoice()

    public static let `default` = CleaningRecipe()

    public init() {}
}

extension CleaningRecipe {
    public struct UnicodeSettings: Sendable, Hashable {
        public var isEnabled = true
        public var composes = true
        public var maximumMarks = 8

        public init() {}
    }

    public struct LanguageSettings: Sendable, Hashable {
        public var isEnabled = true
        /// ISO 639 codes; empty keeps all.
        public var keep: [String] = []
        public var keepsUnknown = true

        public init() {}
    }

    public struct BoilerplateSettings: Sendable, Hashable {
        public var isEnabled = true
        public var minimumDocumentWords = 50
        public var maximumWordBytes = 1000
        public var requiresTerminalPunctuation = false
        public var minimumLineWords = 0
        public var removesCurlyBrackets = false

        public init() {}
    }

    public struct QualitySettings: Sendable, Hashable {
        public var isEnabled = true
        public var minimumWords = 50
        public var removesShort = false
        public var maximumWords = 100_000
        public var minimumMeanLetters = 3.0
        public var maximumMeanLetters = 10.0
        public var maximumSymbolShare = 0.1
        public var maximumBulletShare = 0.9
        public var maximumEllipsisShare = 0.3
        public var minimumLetterShare = 0.8
        public var minimumStopWords = 2

        public init() {}
    }

    public struct RepetitionSettings: Sendable, Hashable {
        public var isEnabled = true
        public var minimumWords = 50
        public var maximumLineShare = 0.3
        public var maximumLineByteShare = 0.2
        public var maximumTopShares = [0.2, 0.18, 0.16]
        public var maximumRepeatedShares = [0.15, 0.14, 0.13, 0.12, 0.11, 0.10]

        public init() {}
    }

    public struct PostSettings: Sendable, Hashable {
        public var isEnabled = true
        public var removesLinkOnly = true
        public var removesTagOnly = true
        public var removesAutomatic = true
        public var maximumTags = 0
        public var automaticPhrases = AutomaticPosts.phrases

        public init() {}
    }

    public struct CampaignSettings: Sendable, Hashable {
        public var isEnabled = true
        public var maximumCopies = 3
        public var minimumWords = 4

        public init() {}
    }

    public struct ExactDuplicateSettings: Sendable, Hashable {
        public var isEnabled = true

        public init() {}
    }

    public struct AuthorSettings: Sendable, Hashable {
        public var isEnabled = false
        public var maximumDocuments = 1000

        public init() {}
    }

    public struct PrivateDataSettings: Sendable, Hashable {
        public var isEnabled = true
        public var emails = true
        public var telephones = true
        public var addresses = true
        public var accounts = true
        public var cards = true
        public var pseudonyms = false
        public var keyVariable = "TRUTHGPT_PSEUDONYM_KEY"

        public init() {}
    }

    public struct NearDuplicateChoice: Sendable, Hashable {
        public var isEnabled = true
        public var setting = NearDuplicateSettings.Name.posts

        public init() {}
    }
}

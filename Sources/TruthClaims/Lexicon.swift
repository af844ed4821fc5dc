import TruthEvidence

/// Closed lists of English words. Each is short on purpose: what isn't listed is compared as it stands.
package enum Lexicon {
    private static func set(_ words: String) -> Set<String> { Set(words.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)) }

    /// Words that carry no content of their own. Negations are here because ``Negation`` compares them.
    package static let functionWords = set(
        """
        a an the this that these those it its itself they them their theirs themselves he him his she her hers we us our ours you your yours i me my mine
        and or but nor so yet if then than as at by for from in into of off on onto out over per to toward towards under up upon via with within without about
        above across after again against along also although among amongst around because before behind below beneath beside besides between beyond both
        down during each either else even ever every few further hence here how however i.e e.g etc is are was were be been being am has have had having do does did
        doing done can could may might must shall should will would just like more most much many neither no not never none nothing only other others own
        rather same several since some such though through throughout thus till too until very what when where whereas whether which while who whom whose why
        there therefore whereby wherein one's isn't aren't wasn't weren't don't doesn't didn't can't cannot couldn't won't wouldn't shouldn't hasn't haven't
        hadn't mustn't ain't it's that's there's they're unable thereby any all
        """)

    /// Content words so common that matching or missing them says little.
    package static let weakWords = set(
        """
        used use uses using call called known name named term refer refers referred mean means one two make made way kind type sort form various certain
        particular different general usually often sometimes typically commonly generally normally especially mainly mostly originally eventually later
        first new now today currently well also based part example number set thing stand stands short word allow allows provide provides include includes
        including contain contains consist consists describe describes denote denotes say said get give given take work become
        """)

    /// Words that ask for their own subject before them: auxiliaries and common finite verbs.
    package static let auxiliaries = set(
        """
        is are was were be has have had does do did can could may might must shall should will would isn't aren't wasn't weren't doesn't don't didn't can't
        cannot couldn't won't wouldn't shouldn't hasn't haven't hadn't
        """)

    /// Stems of common verbs, to tell a clause from a fragment.
    package static let verbStems: Set<String> = Set(
        set(
            """
            add allow announce appear apply ask assign become begin begin belong bring build call carry cause change come compare compile compute connect consist
            contain control convert cost create define denote depend derive describe design determine develop display distribute divide eat employ enable
            encourage end execute exist extend fail find follow form found generate get give go grow handle happen help hold implement improve include increase
            indicate introduce invent involve keep know lead learn leave let lie list live load look lose make manage map mean measure meet move name need
            offer open operate originate own pass perform play point prevent process produce program protect prove provide publish put raise reach read receive
            record reduce refer relate release remain remove replace represent require resemble result return rise rule run say see sell send serve set show
            sit sort stand start stop store support take tell tend think translate travel turn understand use visit want win work write yield acquire adopt
            buy combine complete consume contribute cover decrease demonstrate differ eliminate emerge encode ensure establish evolve exceed feature focus
            function identify influence link match own outperform occur pioneer possess predate refuse reject rely run search separate simplify solve specify
            specialise spread succeed suffer transmit update weigh
            """
        ).map { Stemmer.stem(americanSpelling(of: $0)) })

    /// Verbs that open an instruction when nothing stands before them.
    package static let imperatives = set(
        """
        add ask avoid be bring build call check choose click close compile consider contact copy create delete do don't download enter find follow get give go
        help ignore imagine install keep learn let let's look make note open please pick press print put read remember remove repeat replace run save search
        see select send set show sign start stop take tell think try turn type use visit wait watch write
        """)

    /// Words that mark a judgement of taste.
    package static let opinionWords = set(
        """
        amazing annoying awesome awful bad beautiful beautifully best boring brilliant cool delightful disgusting elegant excellent exciting fantastic funny
        good great hopefully horrible impressive incredible interesting lovely nice perfect pretty sadly silly stupid superb terrible ugly unfortunately
        wonderful worst wonderfully
        """)

    /// Nouns that stand for the thing spoken of: "the company", "this language".
    package static let genericNouns = set(
        """
        algorithm approach architecture book chip command company compiler computer concept data device editor film firm format framework function game idea
        interface language law library machine method model network operation organization person place platform process product program project protocol
        service site software standard structure study system technique technology term test theory tool word
        """)

    /// Short forms whose full stop ends no sentence.
    package static let abbreviations = set(
        """
        e.g i.e etc vs cf al approx ca dr mr mrs ms prof sr jr st inc ltd corp co dept univ no vol fig eq ed eds pp p jan feb mar apr jun jul aug sep sept oct
        nov dec u.s u.k u.s.a a.m p.m resp viz est gen gov sen rep rev col lt sgt capt ave
        """)

    /// Inflected forms that no rule reaches, with their stems.
    package static let baseForms: [String: String] = {
        let groups = [
            "write wrote written", "build built", "make made", "begin began begun", "run ran", "hold held", "know knew known", "find found", "sell sold",
            "send sent", "give gave given", "take took taken", "come came", "become became", "grow grew grown", "lead led", "leave left", "lose lost",
            "mean meant", "meet met", "pay paid", "read", "say said", "see saw seen", "show shown", "speak spoke spoken", "spend spent", "think thought",
            "understand understood", "win won", "buy bought", "bring brought", "teach taught", "catch caught", "choose chose chosen", "draw drew drawn",
            "break broke broken", "fall fell fallen", "get got gotten", "go went gone", "keep kept", "tell told", "stand stood", "deal dealt", "rise rose risen",
            "drive drove driven", "feed fed", "forget forgot forgotten", "hide hid hidden", "throw threw thrown", "feel felt", "bind bound", "wind wound",
            "child children", "person people", "man men", "woman women", "mouse mice", "datum data", "medium media", "index indices indexes",
            "matrix matrices", "vertex vertices", "analysis analyses", "criterion criteria", "foot feet", "life lives", "half halves",
        ]
        var forms: [String: String] = [:]
        for group in groups {
            let words = group.split(separator: " ").map(String.init)
            for word in words { forms[word] = Stemmer.stem(words[0]) }
        }
        return forms
    }()

    package static let numberWords: [String: Double] = [
        "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
        "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
        "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]

    package static let scaleWords: [String: Double] = [
        "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
    ]

    package static let months: [String: Int] = [
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11,
        "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
    ]

    /// Pairs that turn a statement into its opposite.
    package static let antonyms: [String: Set<String>] = {
        let pairs = [
            "fast slow", "faster slower", "fastest slowest", "first last", "high low", "higher lower", "highest lowest", "before after", "increase decrease",
            "large small", "larger smaller", "largest smallest", "more less", "most least", "early late", "earlier later", "always never", "all none",
            "compiled interpreted", "static dynamic", "statically dynamically", "synchronous asynchronous", "serial parallel", "public private", "hardware software",
            "input output", "read-only writable", "open closed", "internal external", "lossless lossy", "volatile non-volatile", "strong weak", "strongly weakly",
            "cheap expensive", "old new", "hot cold", "better worse", "best worst", "same different", "true false", "possible impossible",
            "northern southern", "eastern western", "upper lower", "above below", "safe unsafe", "with without", "linear nonlinear", "success failure",
            "accept reject", "win lose", "rise fall", "minimum maximum", "digital analog", "long short", "positive negative", "male female", "left right",
        ]
        var table: [String: Set<String>] = [:]
        for pair in pairs {
            let words = pair.split(separator: " ").map(String.init)
            table[words[0], default: []].insert(words[1])
            table[words[1], default: []].insert(words[0])
        }
        return table
    }()

    /// British endings and words in their American spelling, so that `optimise` matches `optimize`.
    package static func americanSpelling(of word: String) -> String {
        if let known = spellings[word] { return known }
        guard word.utf8.count > 6 else { return word }
        for (british, american) in [("isation", "ization"), ("isations", "izations"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"), ("ise", "ize")]
        where word.hasSuffix(british) && !keepsS.contains(where: { word.hasPrefix($0) }) {
            return word.dropLast(british.count) + american
        }
        return word
    }

    private static let keepsS = [
        "advertis", "advis", "compris", "compromis", "disguis", "enterpris", "exercis", "expertis", "franchis", "improvis", "otherwis", "precis", "promis", "revis",
        "supervis", "surpris", "televis", "prais", "rais", "nois", "concis", "likewis", "devis",
    ]

    private static let spellings: [String: String] = [
        "colour": "color", "colours": "colors", "behaviour": "behavior", "behaviours": "behaviors", "programme": "program", "programmes": "programs",
        "centre": "center", "centres": "centers", "metre": "meter", "metres": "meters", "licence": "license", "defence": "defense", "analogue": "analog",
        "catalogue": "catalog", "dialogue": "dialog", "disc": "disk", "discs": "disks", "grey": "gray", "favourite": "favorite", "labour": "labor",
        "neighbour": "neighbor", "neighbours": "neighbors", "honour": "honor", "humour": "humor", "modelling": "modeling", "labelled": "labeled",
        "travelling": "traveling", "cancelled": "canceled", "signalling": "signaling", "analyse": "analyze", "analysed": "analyzed", "analysing": "analyzing",
        "artefact": "artifact", "artefacts": "artifacts", "judgement": "judgment", "fibre": "fiber", "organise": "organize", "realise": "realize",
        "adviser": "advisor", "e-mail": "email",
    ]
}

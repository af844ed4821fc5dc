/// The filters that `/v1/search` takes, by the names of their parameters; the page offers these and no others.
enum SearchFilters {
    static let names = ["source", "author", "language", "from", "to", "asOf", "sort"]
}
